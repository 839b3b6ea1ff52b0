# Tries to fetch a page from a server on this machine.
import urllib.request

attempt("fetch", lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=1).read())
