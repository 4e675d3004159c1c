from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mapper.maps.offline.modules import DEFINE, joined, module_order

WEB = Path(__file__).resolve().parents[4] / "web"
MODULES = sorted(
    path.relative_to(WEB).as_posix()
    for folder in ("map", "router", "app")
    for path in (WEB / folder).rglob("*.js")
)


def _run(script: str, folder: Path) -> str:
    node = shutil.which("node")
    assert node is not None
    # from a file: a whole application is longer than an argument may be
    path = folder / "joined.cjs"
    path.write_text(script, encoding="utf-8")
    run = subprocess.run(  # noqa: S603 - Node on the project's own files
        [node, str(path)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


FILES = {
    "a/one.js": 'import { two as second, Three } from "../b/two.js";\n'
    'import * as rest from "./rest.js";\n'
    "/** Doc. */\nconst same = 1;\n"
    "export const sum = same + second() + new Three().value + rest.same;\n"
    "const hidden = 5;\nexport { hidden as shown, same };\n",
    "b/two.js": 'import "./order.js";\n'
    "const same = 10;\nexport function two() {\n  return same;\n}\n"
    "export class Three {\n  value = 100;\n}\nexport async function later() {}\n",
    "b/order.js": "globalThis.order = [...(globalThis.order || []), 'order'];\n",
    "a/rest.js": 'export { two } from "../b/two.js";\n'
    "globalThis.order.push('rest');\nexport const same = 1000;\n",
}


@pytest.mark.node
def test_joined_modules_do_what_the_modules_do(tmp_path: Path) -> None:
    script = DEFINE + joined("a/one.js", read=FILES.__getitem__)
    show = 'const { sum, shown, same } = parts.need("a/one.js");\n'
    show += 'parts.need("a/one.js");\n'
    show += 'console.log(JSON.stringify([sum, shown, same, order, parts.need("a/rest.js").two()]));'
    assert json.loads(_run(script + show, tmp_path)) == [1111, 5, 1, ["order", "rest"], 10]


def test_importers_come_after_what_they_import() -> None:
    order = module_order("a/one.js", read=FILES.__getitem__)
    assert order == ("b/order.js", "b/two.js", "a/rest.js", "a/one.js")


def test_what_another_script_holds_is_not_joined_again() -> None:
    script = joined("a/one.js", read=FILES.__getitem__, without="b/two.js")
    assert re.findall(r'define\("([^"]+)"', script) == ["a/rest.js", "a/one.js"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('import two from "./b.js";', "a form that is not joined"),
        ('import { two } from "leaflet";', "a form that is not joined"),
        ("export default 3;", "a form that is not joined"),
        ("export let count = 0;", "a form that is not joined"),
        ('export * from "./b.js";', "a form that is not joined"),
        ('const late = await import("./b.js");', "would fetch"),
        ("const here = import.meta.url;", "only a fetched module has"),
    ],
)
def test_what_cannot_be_joined_is_named(text: str, told: str) -> None:
    files = {"a.js": text, "b.js": ""}
    with pytest.raises(ValueError, match=rf"web/a\.js holds .*{told}"):
        joined("a.js", read=files.__getitem__)


def test_a_circle_is_named() -> None:
    files = {
        "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "b.js": 'import { c } from "./c.js";\nexport const b = 1;\n',
        "c.js": 'import { b } from "./b.js";\nexport const c = 1;\n',
    }
    with pytest.raises(ValueError, match=r"circle: b\.js → c\.js → b\.js"):
        joined("a.js", read=files.__getitem__)


@pytest.mark.node
def test_what_would_end_an_inline_script_is_spelt_otherwise(tmp_path: Path) -> None:
    pattern = r'/<!--x<\/script/u.test("<!--x</script")'
    text = f'export const told = ["</SCRIPT>", `<!-- ${{1}}`, {pattern}];\n'
    script = joined("a.js", read={"a.js": text}.__getitem__)
    assert not re.search(r"<!--|</script", script, re.IGNORECASE)
    show = 'console.log(JSON.stringify(parts.need("a.js").told));'
    assert json.loads(_run(DEFINE + script + show, tmp_path)) == ["</SCRIPT>", "<!-- 1", True]


def test_only_comments_that_stand_alone_are_left_out() -> None:
    text = "/** @type {any} */ (one).two = 3;\nfour();\n/**\n * Five.\n */\nsix();\n"
    script = joined("a.js", read={"a.js": text}.__getitem__)
    assert "/** @type {any} */ (one).two = 3;\nfour();\nsix();\n" in script


def test_types_named_in_comments_are_no_imports() -> None:
    text = '/** @type {import("./b.js").B} */\nconst x = /** @type {import("./c.js").C} */ (1);\n'
    assert "import" not in joined("a.js", read={"a.js": text}.__getitem__).splitlines()[2][:5]


@pytest.mark.node
def test_every_module_of_the_project_can_be_joined_and_exports_the_same(tmp_path: Path) -> None:
    # a worker's entry listens as soon as it is run
    script = "globalThis.self = { addEventListener() {} };\n" + DEFINE + joined(*MODULES)
    names = "JSON.stringify(names.map((name) => [name, Object.keys(parts.need(name)).sort()]))"
    script += f"const names = {json.dumps(MODULES)};\nconsole.log({names});"
    found = dict(json.loads(_run(script, tmp_path)))
    for name in MODULES:
        text = (WEB / name).read_text(encoding="utf-8")
        told = re.findall(
            r"^export (?:async )?(?:function\*?|class|const) (\w+)", text, re.MULTILINE
        )
        for group in re.findall(r"^export \{([^}]*)\}", text, re.MULTILINE):
            told += [part.split(" as ")[-1].strip() for part in group.split(",") if part.strip()]
        assert found[name] == sorted(told), name
