"""The few pages a browser sees: plain, readable on a phone, without scripts or outside files."""

from html import escape

_STYLE = """
body { font: 17px/1.5 system-ui, sans-serif; color: #1d1c1d; background: #f6f6f4; margin: 0; }
main { max-width: 34rem; margin: 12vh auto; padding: 2rem 2.2rem; background: #fff;
       border-radius: 14px; box-shadow: 0 1px 4px #0002; }
h1 { font-size: 1.35rem; margin: 0 0 .8rem; }
p { margin: 0 0 1rem; }
button, a.button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: 8px;
         background: #14532d; color: #fff; cursor: pointer; text-decoration: none; }
"""


def page(title: str, *paragraphs: str, button: str | None = None) -> str:
    """Return a page; with `button`, one that posts to the page's own address when pressed."""
    form = f'<form method="post"><button>{escape(button)}</button></form>' if button else ""
    body = "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}{form}</main></body></html>"
    )
