"""Pages read as people and browsers read them: by their text, their links and their forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}


@dataclass
class Node:
    name: str
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    def __iter__(self):
        """All elements in here, in the order of the page."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child

    @property
    def raw(self):
        return "".join(c if isinstance(c, str) else c.raw for c in self.children)

    @property
    def text(self):
        """The words, with single spaces; a no-break space is kept."""
        words = " ".join(
            child if isinstance(child, str) else child.text
            for child in self.children
            if isinstance(child, str) or child.name not in {"script", "style"}
        )
        return " ".join(part for part in words.replace("\n", " ").split(" ") if part)

    def all(self, name=None, **attributes):
        wanted = {key.strip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            node
            for node in self
            if (name is None or node.name == name)
            and all(
                value in node.attributes.get(key, "").split()
                if key == "class"
                else node.attributes.get(key) == value
                for key, value in wanted.items()
            )
        ]

    def one(self, name=None, **attributes):
        [node] = self.all(name, **attributes)
        return node

    @property
    def ids(self):
        return [node.attributes["id"] for node in self if "id" in node.attributes]

    @property
    def links(self):
        """{text: address}."""
        return {node.text: node.attributes["href"] for node in self.all("a")}

    def form(self, id):
        """What the browser would send of a form as it stands."""
        sent = {}
        for node in self.one("form", id=id):
            name = node.attributes.get("name")
            if not name or "disabled" in node.attributes:
                continue
            if node.name == "textarea":
                sent.setdefault(name, []).append(node.raw.removeprefix("\n"))
            elif node.name == "input":
                is_mark = node.attributes.get("type") in {"radio", "checkbox"}
                if not is_mark or "checked" in node.attributes:
                    value = node.attributes.get("value", "on" if is_mark else "")
                    sent.setdefault(name, []).append(value)
        return sent


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = [Node("page")]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open[-1].name == tag, f"</{tag}> where {self.open[-1].name} is open"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read(reply):
    """The page of an answer, as a tree of nodes."""
    reader = _Reader()
    reader.feed(reply.content.decode())
    [page] = reader.open
    return page
