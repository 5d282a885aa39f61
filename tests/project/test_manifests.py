"""The manifests of the documentation -> each fits the published schema of Kubernetes, and starts a command that exists."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from lint_rules.cli.main import main

schemas: Any = import_module("kubernetes_validate")
PAGE = (Path(__file__).parents[2] / "docs" / "fleet.md").read_text()
MANIFESTS: list[dict[str, Any]] = [
    manifest
    for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for manifest in yaml.safe_load_all(block)
    if "apiVersion" in manifest
]
RELEASES = ("1.30", schemas.latest_version())


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(
    "manifest", MANIFESTS, ids=lambda manifest: f"{manifest['kind']}-{manifest['metadata']['name']}"
)
def test_a_manifest_fits_its_schema(manifest: dict[str, Any], release: str) -> None:
    schemas.validate(manifest, release, strict=True)


def test_a_field_that_no_manifest_has_is_noticed() -> None:
    (claim,) = (manifest for manifest in MANIFESTS if manifest["kind"] == "PersistentVolumeClaim")
    with pytest.raises(schemas.ValidationError):
        schemas.validate(
            {**claim, "spec": {**claim["spec"], "accessMode": ["ReadWriteOnce"]}}, RELEASES[-1], strict=True
        )


def _named(kind: str) -> dict[str, Any]:
    return {manifest["metadata"]["name"]: manifest["spec"] for manifest in MANIFESTS if manifest["kind"] == kind}


def test_what_a_manifest_names_is_in_another_one() -> None:
    (service,) = _named("Service")
    pods = [spec["template"]["spec"] for spec in _named("Deployment").values()]
    pods += [spec["jobTemplate"]["spec"]["template"]["spec"] for spec in _named("CronJob").values()]
    arguments = [argument for pod in pods for container in pod["containers"] for argument in container["args"]]
    addresses = {found[1] for argument in arguments if (found := re.search(r"://([\w-]+):", argument))}
    assert addresses == {service}
    labels = [spec["template"]["metadata"]["labels"] for spec in _named("Deployment").values()]
    assert _named("Service")[service]["selector"] in labels
    for pod in pods:
        volumes = {volume["name"] for volume in pod.get("volumes", [])}
        assert {mount["name"] for part in pod["containers"] for mount in part.get("volumeMounts", [])} == volumes


def test_the_nightly_job_starts_a_command_with_options_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    (spec,) = _named("CronJob").values()
    (container,) = spec["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    program, command, _, *options = container["args"]
    assert (program, command) == ("session-lint", "fleet")
    assert main(["fleet", "--help"]) == 0
    offered = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert {option.partition("=")[0] for option in options} <= offered
