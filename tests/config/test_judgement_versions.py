"""A store of judgements of any version is brought up to this one, once, and copied before.

tests/config/stores holds one as it was first released, made by the code of that time: a judgement
of a name given twice, a local word and a line of the access log.
"""

from __future__ import annotations

import datetime as dt
import gzip
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.pool import NullPool

from config.errors import DashboardError
from config.judgements import store, versions
from config.judgements.copies import copy_out
from config.judgements.tables import ACCESS_LOG, LOCAL_WORD, METADATA, NAME_REVIEW, TOMBSTONE
from tests.postgresql import postgresql

RELEASED = Path(__file__).parent / "stores" / "version-0.sqlite.gz"
OLDER = (NAME_REVIEW, LOCAL_WORD, ACCESS_LOG)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """Give a folder with the store as it was first released."""
    (tmp_path / store.FILE).write_bytes(gzip.decompress(RELEASED.read_bytes()))
    return tmp_path


def sqlite(path: Path) -> Engine:
    return create_engine(f"sqlite:///{path}", poolclass=NullPool)


def held(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as opened:
        return {t.name: opened.execute(f"SELECT * FROM {t.name}").fetchall() for t in OLDER}  # noqa: S608


def test_the_last_step_is_the_version_that_this_program_reads() -> None:
    folder = Path(versions.__file__).parent / "migrations"
    settings = Config()
    settings.set_main_option("script_location", str(folder))
    settings.set_main_option("path_separator", "os")
    steps = ScriptDirectory.from_config(settings)
    assert steps.get_heads() == [versions.NEWEST]
    assert len(list(steps.walk_revisions())) == int(versions.NEWEST)


@pytest.mark.parametrize("begun", [False, True])
def test_the_steps_make_the_tables_that_the_program_expects(tmp_path: Path, *, begun: bool) -> None:
    if begun:
        (tmp_path / store.FILE).write_bytes(gzip.decompress(RELEASED.read_bytes()))
    engine = sqlite(tmp_path / store.FILE)
    versions.bring_up(engine, lambda _: None)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_released_store_keeps_every_row_and_is_copied_before(released: Path) -> None:
    before = held(released / store.FILE)
    assert {table: len(rows) for table, rows in before.items()} == {
        "name_review": 2,
        "local_word": 1,
        "access_log": 1,
    }
    assert [row.who for row in store.rows(NAME_REVIEW, None, released)] == ["jo", "kim"]
    assert held(released / store.FILE) == before
    [copy] = (released / f"before-judgements-{versions.NEWEST}").iterdir()
    assert copy.name == "workspace-of-version-0.sqlite"
    assert held(copy) == before
    with sqlite(copy).connect() as connection:
        assert versions.version_of(connection) == "0"
    assert copy.stat().st_mode & 0o77 == 0


def test_a_released_store_that_lacks_a_table_gets_it(released: Path) -> None:
    with closing(sqlite3.connect(released / store.FILE)) as opened:
        opened.execute("DROP TABLE local_word")
    assert store.rows(LOCAL_WORD, None, released) == []
    assert len(store.rows(NAME_REVIEW, None, released)) == 2


def test_many_that_begin_at_once_bring_it_up_once(released: Path) -> None:
    found: list[int] = []
    name = []

    def read() -> None:
        found.append(len(store.rows(NAME_REVIEW, None, released)))
        name.append(store.name_of(released))

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [2] * 6
    assert len(set(name)) == 1
    assert len(list((released / f"before-judgements-{versions.NEWEST}").iterdir())) == 1


def test_a_step_that_fails_leaves_the_store_as_it_was(released: Path) -> None:
    path = released / store.FILE
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("CREATE TABLE this_store (something_else INTEGER)")
        before = opened.execute("SELECT name FROM sqlite_master ORDER BY 1").fetchall()
    with pytest.raises(DashboardError):
        store.rows(NAME_REVIEW, None, released)
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("SELECT name FROM sqlite_master ORDER BY 1").fetchall() == before
        opened.execute("DROP TABLE this_store")
    assert len(store.rows(NAME_REVIEW, None, released)) == 2


def test_a_store_of_a_newer_version_is_left_alone(released: Path) -> None:
    store.rows(NAME_REVIEW, None, released)
    with closing(sqlite3.connect(released / store.FILE)) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '99'")
        opened.commit()
    was = (released / store.FILE).read_bytes()
    for ask in (
        lambda: store.rows(NAME_REVIEW, None, released),
        lambda: store.add(NAME_REVIEW, {}, released),
        lambda: store.copy_to(released / "copy.sqlite", released),
    ):
        with pytest.raises(DashboardError, match="This program is older than what people"):
            ask()
    assert (released / store.FILE).read_bytes() == was


def test_a_copy_put_back_replaces_what_was_judged_and_not_what_was_erased(released: Path) -> None:
    copy, other = released / "copy.sqlite", released / "other"
    assert store.copy_to(copy, released)
    buried = {"partnership": "p", "table_name": "t", "column_name": "c", "made_with": b"k"}
    row = buried | {"mark": b"m", "day": dt.date(2026, 1, 1)}
    store.add(TOMBSTONE, row, other)
    name = store.name_of(other)
    store.replace_by(copy, other)
    assert held(other / store.FILE) == held(released / store.FILE)
    assert len(store.rows(TOMBSTONE, None, other)) == 1
    assert store.name_of(other) == name != store.name_of(copy)


def test_nothing_is_copied_where_nothing_was_kept(tmp_path: Path) -> None:
    assert not store.copy_to(tmp_path / "copy.sqlite", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_postgresql_store_is_brought_up_once_copied_and_put_back(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = held(released / store.FILE)
    source = sqlite(released / store.FILE)
    with postgresql() as address:
        target = create_engine(address.replace("://", "+psycopg://"))
        METADATA.create_all(target, tables=OLDER)
        with source.connect() as here, target.begin() as there:
            for table in OLDER:
                found = here.execute(table.select()).mappings()
                there.execute(insert(table), [dict(row) for row in found])
        monkeypatch.setenv(store.SETTING, address)
        test_many_that_begin_at_once_bring_it_up_once(released)
        with target.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        copy = released / "copy.sqlite"
        assert store.copy_to(copy, released)
        assert held(copy) == rows
        with target.begin() as there:
            there.execute(text("DELETE FROM name_review"))
        store.replace_by(copy, released)
        copy_out(target, released / "again.sqlite")
        assert held(released / "again.sqlite") == rows
        judged = {c.name: rows["name_review"][0][i] for i, c in enumerate(NAME_REVIEW.columns)}
        del judged["id"], judged["judged_at"]
        store.add(NAME_REVIEW, judged, released)
        assert [row.id for row in store.rows(NAME_REVIEW, None, released)][:2] == [1, 2]
        target.dispose()
