# Tries to put markup and script into a feedback page.
def target(x):
    kind = type("<img src=x onerror=alert(1)>", (Exception,), {})
    raise kind("<script>alert('x')</script>&lt;\"'></style></svg><iframe src=//x>")


raise ValueError("</code></li></section><script>alert(1)</script>")
