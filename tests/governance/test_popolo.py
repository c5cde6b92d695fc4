"""Bodies, posts, persons and memberships as Popolo JSON: valid, complete, and read again as they were."""

import re
from contextlib import suppress
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import InvalidError
from governance.model import Appointment, Membership, Organization, OrganizationClass, Person, Post
from governance.popolo import read, written
from governance.records import Records
from governance.values import Entity
from tests.governance.making import COMMITTEE, body, governments, holds, partial_dates, person, post, source

DAY = date(2018, 10, 1)
KINDS = (Organization, Post, Person, Appointment, Membership)
DATE = re.compile(r"^[0-9]{4}(-[0-9]{2}){0,2}$")

TEXT = (str, type(None))
SCHEMA: dict[str, dict[str, Any]] = {
    "organizations": {"id": TEXT, "name": TEXT, "classification": TEXT, "parent_id": TEXT, "founding_date": DATE,
                      "dissolution_date": DATE, "other_names": list, "identifiers": list, "sources": list},
    "posts": {"id": TEXT, "label": TEXT, "role": TEXT, "organization_id": TEXT, "start_date": DATE, "end_date": DATE,
              "other_label": list, "identifiers": list, "sources": list},
    "persons": {"id": TEXT, "name": TEXT, "identifiers": list, "sources": list},
    "memberships": {"id": TEXT, "label": TEXT, "role": TEXT, "person_id": TEXT, "organization_id": TEXT, "post_id": TEXT,
                    "on_behalf_of_id": TEXT, "start_date": DATE, "end_date": DATE, "member": dict, "sources": list},
}  # fmt: skip
"""What the JSON schemas of Popolo say of the properties that we write (popolo-spec, schemas/*.json)."""


def as_file(said: Any) -> bytes:
    return msgspec.json.encode(said)


def valid(said: dict[str, list[dict[str, Any]]]) -> None:
    """That each property has the type that Popolo gives it, lists have what they need, and each id leads somewhere."""
    for name, rows in said.items():
        for row in rows:
            for key, value in row.items():
                if key == "egov":
                    continue
                wanted = SCHEMA[name][key]
                if isinstance(wanted, re.Pattern):
                    assert value is None or wanted.match(value), (name, key, value)
                else:
                    assert isinstance(value, wanted), (name, key, value)
            assert all(":" in each["url"] for each in row.get("sources", ()))
            assert all(each["identifier"] for each in row.get("identifiers", ()))
            assert all(each["name"] for each in row.get("other_names", ()))
            assert all(isinstance(each, str) for each in row.get("other_label", ()))
    ids = [row["id"] for row in said["memberships"]]
    assert len(ids) == len(set(ids))


def leads(said: dict[str, list[dict[str, Any]]], *properties: tuple[str, str, str]) -> None:
    for of, name, to in properties:
        there = {row["id"] for row in said[to]}
        assert {row[name] for row in said[of] if row.get(name)} <= there, (of, name)


@st.composite
def offices(draw: st.DrawFn) -> list[Entity]:
    """A government with memberships of all kinds, posts that begin and end, and sources."""
    made = [e for e in draw(governments()) if isinstance(e, KINDS) and not list(e.rules())]
    bodies = sorted(e.code for e in made if isinstance(e, Organization))
    sourced = st.sampled_from([(None, None), ("003", None), ("003", "nguyên văn"), (None, "chỗ này")])
    words = st.sampled_from(["Ủy viên", "Member", "Trưởng ban", "=1+1", '"'])
    for i in range(draw(st.integers(0, 3))):
        whom = (
            {"person": f"p{draw(st.integers(0, 2))}"} if draw(st.booleans()) else {"organization": draw(st.sampled_from(bodies))}
        )
        if "person" in whom:
            whom |= {"on_behalf_of": draw(st.none() | st.sampled_from(bodies)), "substitute": draw(st.booleans())}
        start = draw(st.none() | partial_dates)
        role = {"role_vi": draw(words), "role_en": draw(words)}
        made.append(Membership(code=f"m{i}", body=draw(st.sampled_from(bodies)), start=start, **role, **whom))
    out = []
    for entity in made:
        origin, where = draw(sourced)
        more: dict[str, Any] = {"source": origin, "source_ref": where, "assumed": draw(st.booleans())}
        if isinstance(entity, Organization):
            more |= {"short_vi": draw(st.none() | words), "short_en": draw(st.none() | words)}
            more |= {"classification": draw(st.sampled_from(OrganizationClass)), "name_en": draw(words)}
        out.append(msgspec.structs.replace(entity, **more))
    return out


@settings(max_examples=40)
@given(offices())
def test_what_is_written_whole_is_read_again_as_it_was(entities: list[Entity]) -> None:
    records = Records(entities)
    said = written(records)
    valid(said)
    leads(said, ("posts", "organization_id", "organizations"), ("organizations", "parent_id", "organizations"),
          ("memberships", "person_id", "persons"), ("memberships", "organization_id", "organizations"),
          ("memberships", "post_id", "posts"), ("memberships", "on_behalf_of_id", "organizations"))  # fmt: skip
    told = read(as_file(said), Records())
    assert sorted(told.things, key=repr) == sorted(records, key=repr)
    assert told.left_out == ()


@settings(max_examples=40)
@given(offices(), offices())
def test_it_is_read_as_it_was_whatever_was_there_before(entities: list[Entity], others: list[Entity]) -> None:
    told = read(as_file(written(Records(entities))), Records(others))
    assert sorted(told.things, key=repr) == sorted(Records(entities), key=repr)


@settings(max_examples=40)
@given(offices(), st.dates(date(2013, 1, 1), date(2021, 12, 31)))
def test_of_a_day_everything_holds_on_that_day_and_is_valid(entities: list[Entity], day: date) -> None:
    said = written(Records(entities), day)
    valid(said)
    leads(said, ("posts", "organization_id", "organizations"), ("organizations", "parent_id", "organizations"),
          ("memberships", "person_id", "persons"), ("memberships", "post_id", "posts"))  # fmt: skip
    for row in said["memberships"]:
        start, end = row["start_date"], row["end_date"]
        assert start is None or start[:4] <= f"{day.year}"
        assert end is None or end[:4] >= f"{day.year}"


def test_whoever_sits_ex_officio_is_a_member_on_behalf_of_the_body_of_the_office() -> None:
    held = [holds("hung", "MIC.minister", "2018-08", "2021"), holds("phuc", "GOV.pm", "2016", acting=True)]
    said = written(Records([*COMMITTEE, *held]), DAY)
    seats = {row["post_id"]: row for row in said["memberships"] if row["egov"].get("derived")}
    assert set(seats) == {"NEW.chair", "NEW.mic"}
    assert seats["NEW.mic"]["on_behalf_of_id"] == "MIC"
    assert (seats["NEW.mic"]["start_date"], seats["NEW.mic"]["end_date"]) == ("2018-08", "2021")
    assert seats["NEW.chair"]["role"] == "Quyền chức vụ NEW.chair"


FOREIGN: dict[str, Any] = {
    "organizations": [
        {"id": "MOST", "name": "Bộ KH&CN", "classification": "ministry", "other_names": [{"name": "MOST", "lang": "en"}],
         "posts": [{"id": "MOST.minister", "label": "Bộ trưởng", "area_id": "vn"}],
         "links": [{"url": "https://example.com"}]},
    ],
    "persons": [
        {"id": "anh", "name": "Chu Ngọc Anh", "email": "a@example.com", "birth_date": "1965",
         "memberships": [{"id": "1", "post_id": "MOST.minister", "organization_id": "MOST", "start_date": "2016-04"}]},
    ],
    "events": [{"id": "e"}],
}  # fmt: skip


def test_a_foreign_file_is_read_with_what_stands_within_others_and_what_is_not_kept_is_listed() -> None:
    told = read(as_file(FOREIGN), Records())
    found = {type(thing).__name__: thing for thing in told.things}
    assert found["Organization"].title == ("Bộ KH&CN", "MOST")
    assert (found["Post"].organization, found["Post"].title_en) == ("MOST", "Bộ trưởng")
    assert (found["Appointment"].person, found["Appointment"].post, found["Appointment"].start) == (
        "anh",
        "MOST.minister",
        "2016-04",
    )
    assert [str(note).split(":")[0] for note in told.left_out] == [
        "events", "organizations.links", "persons.birth_date", "persons.email", "posts.area_id",
    ]  # fmt: skip


def test_what_is_listed_can_be_printed() -> None:
    [note] = read(b'{"persons": [{"id": "a", "name": "A", "\\u001b[31m": 1}]}', Records()).left_out
    assert str(note).isprintable()


def test_what_a_file_is_silent_about_stays_as_it_is() -> None:
    there = Records([body("MOST", classification=OrganizationClass.MINISTRY, ordinal=7, source="003"), source("003")])
    [told] = (t for t in read(as_file(FOREIGN), there).things if isinstance(t, Organization))
    assert (told.ordinal, told.source, told.name_vi) == (7, "003", "Bộ KH&CN")


def test_everything_that_is_wrong_is_told_at_its_place() -> None:
    wrong = {
        "organizations": [{"id": "A", "name": "A", "classification": "party"}, {"id": "a b", "name": ""}, 5],
        "posts": {"id": "P"},
        "persons": [{"id": "x", "name": "X"}, {"id": "x", "name": "Y"}, {"name": "Z"}],
        "memberships": [
            {"id": "m", "person_id": "nobody", "organization_id": "A", "start_date": "2018-13"},
            {"id": "n", "person_id": "nobody", "post_id": "Q", "start_date": "2018", "end_date": "2017"},
            {"id": "o", "person_id": "nobody", "post_id": "Q"},
        ],
    }
    with pytest.raises(InvalidError) as refused:
        read(as_file(wrong), Records([post("GOV.pm")]))
    assert {problem.place for problem in refused.value.problems} == {
        "organizations[0].classification", "organizations[1].id", "organizations[1].name", "organizations[1].name_en",
        "organizations[1].classification", "organizations[2]", "posts", "persons[1].id", "persons[2].id",
        "memberships[0].start_date", "memberships[1].end_date", "memberships[2].person_id", "memberships[2].post_id",
    }  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"x": []}', b"\xff", b"[" * 100_000])
def test_what_is_no_popolo_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidError):
        read(data, Records())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["A", "2018", "en", "short", "egov-portfolio", ""]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "name", "label", "role", "person_id", "post_id", "organization_id", "member", "egov", "sources", "url", "lang",
             "other_names", "other_label", "identifiers", "note", "memberships", "posts", "derived", "start_date", "head"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=40)
@given(
    st.dictionaries(st.sampled_from(["organizations", "posts", "persons", "memberships", "events"]), st.lists(JSON, max_size=4))
)
def test_whatever_a_file_holds_it_is_read_or_refused(said: dict[str, Any]) -> None:
    with suppress(InvalidError):
        assert read(as_file(said), Records([person("A"), body("A")])).things is not None
