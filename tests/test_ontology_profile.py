"""The ontology's OWL 2 profiles by the OWL API, where ROBOT's libraries are: `.ci/run` fetches them with Maven."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ONTOLOGY = Path(__file__).parent.parent / "ontology"
JARS = Path(os.environ.get("LPIPGRAPH_ROBOT", Path(__file__).parent.parent / "build" / "robot"))
IMPORT = "owl:imports <https://w3id.org/lpip/alignments> ;"

pytestmark = [
    pytest.mark.skipif(not any(JARS.glob("robot-command-*.jar")), reason=f"ROBOT is not in {JARS}"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java"),
]


def profile(name: str, path: Path, report: Path) -> str:
    """What the profile checker says of an ontology and all that it imports."""
    catalog = ONTOLOGY / "catalog-v001.xml"
    # for a run of seconds: to compile a second time costs more than it brings
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", f"{JARS}/*"]
    command += ["org.obolibrary.robot.CommandLineInterface", "validate-profile"]
    options = {"catalog": catalog, "profile": name, "input": path, "output": report}
    command += [word for key, value in options.items() for word in (f"--{key}", str(value))]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert report.exists(), done.stdout + done.stderr
    return report.read_text("utf-8")


@pytest.mark.parametrize("name", ["DL", "RL"])
@pytest.mark.parametrize("path", sorted(ONTOLOGY.glob("*.ttl")), ids=lambda p: p.stem)
def test_each_file_with_its_imports_is_in_the_profile(name: str, path: Path, tmp_path: Path) -> None:
    said = profile(name, path, tmp_path / "report.txt")
    assert "NOT in profile" not in said
    assert "in profile" in said, said


@pytest.mark.parametrize("name", ["DL", "RL"])
def test_the_ontology_is_in_the_profile_without_its_import(name: str, tmp_path: Path) -> None:
    text = (ONTOLOGY / "lpip.ttl").read_text("utf-8")
    assert IMPORT in text
    (tmp_path / "lpip.ttl").write_text(text.replace(IMPORT, ""), "utf-8")
    shutil.copy(ONTOLOGY / "catalog-v001.xml", tmp_path)
    said = profile(name, tmp_path / "lpip.ttl", tmp_path / "report.txt")
    assert "NOT in profile" not in said, said


@pytest.mark.parametrize(
    ("name", "spoilt"),
    [
        ("DL", "schema:text a owl:DatatypeProperty .\n"),
        ("RL", "    rdfs:subClassOf lpip:Entity , skos:Concept ;"),
    ],
)
def test_the_checker_sees_what_breaks_a_profile(name: str, spoilt: str, tmp_path: Path) -> None:
    text = (ONTOLOGY / "lpip.ttl").read_text("utf-8")
    assert spoilt in text
    for other in ("alignments.ttl", "catalog-v001.xml"):
        shutil.copy(ONTOLOGY / other, tmp_path)
    wrong = text.replace(IMPORT, "").replace(
        spoilt, "" if name == "DL" else "    rdfs:subClassOf [ owl:unionOf ( lpip:Entity skos:Concept ) ] ;"
    )
    (tmp_path / "lpip.ttl").write_text(wrong, "utf-8")
    assert "NOT in profile" in profile(name, tmp_path / "lpip.ttl", tmp_path / "report.txt")
