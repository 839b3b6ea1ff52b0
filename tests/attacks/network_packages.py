# Tries to fetch data and packages as lessons do.
import urllib.request

from sklearn.datasets import fetch_openml

attempt("urllib", lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=0.1))
attempt("openml", lambda: fetch_openml("iris", n_retries=0, data_home=".", as_frame=False))
attempt("file", lambda: urllib.request.urlopen("file://@SECRET@").read())
