"""The frame and the look of feedback pages: no script, nothing loaded, light and dark, phone and paper."""

from __future__ import annotations

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main class="{layout}">
{body}
</main>
</body>
</html>
"""

STYLE = """
:root { color-scheme: light dark; --ink: #1f2933; --muted: #5f6b76; --ground: #ffffff; --line: #d9dee3;
  --accent: #0060a0; --notice: #fff4e0; --notice-line: #b25e00; --good: #e2f3ec; --part: #fdf3d8; --bad: #fbe6e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaee; --muted: #a7b1bb; --ground: #14181c; --line: #38424c;
  --accent: #7cc0f0; --notice: #33270f; --notice-line: #e0a030; --good: #12352a; --part: #3a300f; --bad: #44201a; } }
@media screen and (prefers-color-scheme: dark) { main .fb-verdict { --fb-good: #5fd3b0; --fb-bad: #ff9d6b;
  --fb-quiet: #a9b4bd; --fb-line: #3a444d; --fb-soft: #1c2329; color: #e6eaed; } }
main .fb-verdict { max-width: none; }
main .fb-verdict code { overflow-wrap: anywhere; }
.quiet { color: var(--muted); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 46rem; overflow-wrap: break-word; }
main.wide-page { max-width: 80rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
a { color: var(--accent); }
code { font-family: ui-monospace, monospace; font-size: .92em; }
.course { color: var(--muted); margin: 0; font-size: .9rem; }
.who { margin: .25rem 0 0; color: var(--muted); }
.file { display: block; font-size: .8rem; font-weight: normal; color: var(--muted); }
.mark { font-size: 1.15rem; margin: 1rem 0; }
.mark strong { font-size: 2rem; }
.tag { border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .6rem; font-size: .8rem;
  white-space: nowrap; }
.notice, .faults { border-left: 4px solid var(--notice-line); background: var(--notice); padding: .75rem 1rem;
  margin: 1rem 0; }
.faults h2 { margin: 0; }
.faults p, .faults ul { margin: .4rem 0; }
.exercise { margin: 1.5rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
td.points, th.points { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.class thead th { white-space: normal; font-size: .8rem; vertical-align: bottom; }
table.class tbody th { min-width: 11rem; overflow-wrap: anywhere; }
table.class td.said { min-width: 16rem; }
td.full { background: var(--good); } td.part { background: var(--part); } td.zero, td.error { background: var(--bad); }
@media print { :root { color-scheme: light; --ink: #000; --muted: #444; --ground: #fff; --line: #bbb; --accent: #000;
  --notice: #fff; } main { max-width: none; padding: 0; } .wide { overflow: visible; }
  details { display: block; } table, .notice { break-inside: avoid; } .exercise { break-inside: avoid-page; } }
"""
