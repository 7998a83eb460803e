"""Credentials work, wrong ones are told clearly, and no secret ever stands in what we say."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pymongo import MongoClient

from tests.conditions import HANG_SECONDS, wait_until
from tests.integration.kafka import kafka_or_skip
from tests.integration.pipeline import READERS
from tests.integration.secure import PASSWORD, SecureKafka
from tests.integration.services import Service
from tests.integration.store import SecantusDB

pytestmark = pytest.mark.kafka

STORE_PASSWORD = "planted-store-secret-93ab"
SECRETS = ("planted-", "wrong-secret")


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureKafka]:
    kafka_or_skip()
    broker = SecureKafka(tmp_path_factory.mktemp("secure"))
    broker.start()
    yield broker
    broker.end()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecantusDB]:
    """A store that asks for a password: its user is made first, without one."""
    server = SecantusDB(tmp_path_factory.mktemp("store") / "store")
    server.start()
    with MongoClient[dict[str, object]](server.address) as client:
        roles = [{"role": "readWrite", "db": "wireroom"}]
        client.admin.command("createUser", "wireroom", pwd=STORE_PASSWORD, roles=roles)
    server.end()
    server.start("--auth")
    yield server
    server.end()


def address(store: SecantusDB, password: str = STORE_PASSWORD) -> str:
    return (
        f"mongodb://wireroom:{quote(password)}@127.0.0.1:{store.port}/?authSource=admin"
        f"&authMechanism=SCRAM-SHA-256&serverSelectionTimeoutMS={round(HANG_SECONDS * 1000)}"
    )


def wireroom(environment: dict[str, str], *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """Exit code, standard output and standard error, in which there is no secret."""
    done = subprocess.run(
        [sys.executable, "-m", "services.cli.main", *arguments],
        env={**os.environ, **environment}, input=stdin, capture_output=True, text=True,
        timeout=HANG_SECONDS,
    )  # fmt: skip
    assert_no_secret(done.stdout + done.stderr)
    return done.returncode, done.stdout, done.stderr


def assert_no_secret(words: str) -> None:
    for secret in SECRETS:
        assert secret not in words


@pytest.mark.long
def test_the_whole_way_over_tls_with_passwords(
    kafka: SecureKafka, store: SecantusDB, folder: Path
) -> None:
    environment = kafka.environment() | {"WIREROOM_MONGO": address(store)}
    assert wireroom(environment, "topics", "create", "--partitions", "2")[0] == 0
    assert wireroom(environment, "topics", "check", "--partitions", "2")[0] == 0
    article = json.dumps({"text": "Rain fell on Oslo. " * 10, "url": "https://a.example.com/1"})
    bad = '{"text": "cut'
    code, _, said = wireroom(
        environment, "publish", "-", "--raw", stdin=f"{article}\n{article}\n{bad}\n"
    )
    assert code == 0, said
    services = [
        Service(name, ["-m", "services.cli.main", "run", name], {"children": 1}, folder)
        for name in READERS
    ]
    for service in services:
        service._environment |= environment
        service.start()
    try:
        for service in services:
            service.wait_until_ready()
        code, event, said = wireroom(environment, "consume", "-f", "--from-beginning", "-n", "1")
        assert code == 0, said
        assert json.loads(event)["body"].startswith("Rain fell")
        for service in services:
            assert_no_secret(service.get("/metrics")[1] + service.get("/readyz")[1])
            assert service.end(signal.SIGTERM) == 0
            assert_no_secret(service.log.read_text())
        code, account, said = wireroom(environment, "audit", "--json")
        assert code == 0, said
        told = json.loads(account)
        assert (told["in"], told["duplicates"], told["rejected"]) == (3, 1, 1)
        assert wireroom(environment, "dead", "list")[0] == 0
    finally:
        for service in services:
            if service.running():
                service.end(signal.SIGKILL)


def test_a_wrong_password_for_kafka_is_one_clear_line(kafka: SecureKafka) -> None:
    environment = kafka.environment(password="wrong-secret")
    code, _, said = wireroom(environment, "topics", "check")
    assert code == 1
    assert len(said.splitlines()) == 1
    assert "refuses" in said
    assert "WIREROOM_KAFKA_USERNAME" in said


def test_a_wrong_certificate_is_one_clear_line(kafka: SecureKafka) -> None:
    code, _, said = wireroom(kafka.environment(authority="other.pem"), "topics", "check")
    assert code == 1
    assert len(said.splitlines()) == 1
    assert "certificate" in said


def test_a_certificate_that_is_not_there_is_one_clear_line(kafka: SecureKafka) -> None:
    code, _, said = wireroom(kafka.environment(authority="none.pem"), "topics", "check")
    assert code == 1
    assert len(said.splitlines()) == 1
    assert "none.pem" in said


@pytest.mark.parametrize("wrong", ["password", "certificate"])
def test_a_service_with_wrong_credentials_says_so_and_waits(
    kafka: SecureKafka, store: SecantusDB, folder: Path, wrong: str
) -> None:
    environment = (
        kafka.environment(password="wrong-secret")
        if wrong == "password"
        else kafka.environment(authority="other.pem")
    )
    service = Service("intake", ["-m", "services.cli.main", "run", "intake"], {}, folder)
    service._environment |= environment | {"WIREROOM_MONGO": address(store)}
    service.start()
    try:
        said = "authentication:" if wrong == "password" else "tls: "
        wait_until(lambda: said in service.words().lower() and "trying again" in service.words())
        assert service.get("/readyz")[0] == 503
    finally:
        service.end(signal.SIGTERM)
    assert_no_secret(service.log.read_text())


def test_a_wrong_password_for_the_store_is_one_clear_line(
    kafka: SecureKafka, store: SecantusDB, folder: Path
) -> None:
    environment = kafka.environment() | {"WIREROOM_MONGO": address(store, "wrong-secret")}
    code, _, said = wireroom(environment, "run", "intake")
    assert code == 1
    last = said.splitlines()[-1]
    assert "WIREROOM_MONGO" in last
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--help",),
        ("run", "--help"),
        ("publish", "--help"),
        ("dead", "--help"),
        ("audit", "-h"),
    ],
)
def test_help_tells_no_secret(kafka: SecureKafka, arguments: tuple[str, ...]) -> None:
    wireroom(kafka.environment() | {"WIREROOM_MONGO": "mongodb://u:planted-x@h/"}, *arguments)


def test_a_secret_in_a_setting_that_is_wrong_is_not_told() -> None:
    environment = {"WIREROOM_KAFKA_PASSWORD": PASSWORD, "WIREROOM_KAFKA_SECURITY": "planted-wrong"}
    code, _, said = wireroom(environment, "topics", "check")
    assert code == 1
    assert "WIREROOM_KAFKA_SECURITY" in said
