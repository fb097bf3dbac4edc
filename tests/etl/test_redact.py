"""Direct identifiers in free text, references and columns: labelled sentences and properties.

The sentences were written before the rules were tuned. In POSITIVE each identifier stands as
{KIND|value}; NEGATIVE holds none. All people are invented; the numbers are published test values.
"""

from __future__ import annotations

import csv
import re
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.partnerships import partnership, partnership_names
from config.paths import DATA
from etl.redact import identifier_in, mostly_identifiers, redact

POSITIVE = """\
Spoke to {NAME|Mr Smith} about attendance.
{NAME|Mrs O'Neill} was not sure why we were meeting.
{NAME|Dr. Patel} will write to the school.
{NAME|Dr Anna Kowalska} joined late.
We agreed that {NAME|Ms Begum} would lead.
{NAME|Miss Clarke} noticed the bruise first.
The referral came from {NAME|PC Armstrong} on nights.
{NAME|Professor Munby} had reviewed the case.
Rang {NAME|mr thornton} twice with no answer.
{NAME|MRS JONES} DID NOT ATTEND
Mum {NAME|Sarah} said that she felt judged.
Her brother {NAME|Jayden} is out until late.
Grandad {NAME|Pete} picks them up.
Foster carer {NAME|Anne} has asked for respite.
Dad, {NAME|Darren}, wants contact.
The baby ({NAME|Ava}) is thriving.
Step-dad {NAME|Wayne} has moved back in.
Her partner {NAME|Kyle} was there on the visit.
The twins, {NAME|Ava} and {NAME|Mia}, share a room.
Nan {NAME|Sheila} holds it all together.
Auntie {NAME|Bev} had them at Easter.
A boy called {NAME|Tyler} keeps ringing.
The social worker {NAME|Claire} did most of the talking.
Health visitor {NAME|Jo} knew the history.
I think {NAME|Kayleigh} is frightened of going home.
{NAME|Jayden} told his teacher in the spring.
We lost sight of {NAME|Alfie} in all this.
{NAME|Sarah Jones} was told about the session.
The chronology for {NAME|Callum Whitaker} had gaps.
I rang {NAME|Zdzisława Kowalczyk} before we met.
{NAME|Łukasz} was only mentioned once.
{NAME|Zoë O’Brien} has the history.
Spoke with {NAME|Fatima Al-Hassan} by phone.
The {NAME|Smith} family have had nine workers.
The {NAME|Nowak} household is overcrowded.
Agreed with {NAME|J. Smith} to share the record.
{NAME|S K Patel} chaired.
{NAME|sarah} said she would try again.
mum {NAME|kelly-anne} is pregnant again
worried about {NAME|jayden} and {NAME|kayleigh} at weekends
{NAME|Grace Brown} needs a voice in this.
Mum {NAME|Grace} was tearful.
His sister {NAME|Ruby} sees it all.
What does {NAME|Poppy} think about it?
We asked what {NAME|Mason} would say.
Son {NAME|Mohammed} has not been in school since May.
{NAME|Muhammad Iqbal} asked for an interpreter.
{NAME|Oluwaseun Adeyemi} works nights.
{NAME|Nguyen Thi Linh} was missed off the invitation.
{NAME|Maria de Souza} came with an advocate.
{NAME|Jean-Luc} is the older one.
<b>{NAME|Sarah</b> <i>Jones}</i> rang.
mum&nbsp;{NAME|Sarah} rang
{NAME|Sarah\u00a0Jones} rang.
Mum {NAME|Sa\u200brah} was there.
{NAME|Jayden}'s school was not invited.
Cousin {NAME|Skye} and uncle {NAME|Baz} visit.
{NAME|Erin} and {NAME|Niamh} were not told.
Her ex, {NAME|Lee Marsh}, has bail conditions.
The pupil, {NAME|Kian}, walked out.
My manager {NAME|Diane} was supportive.
SPOKE TO {NAME|KAYLEIGH JONES} TODAY
Eldest {NAME|Harvey} has a part-time timetable.
The midwife {NAME|Siobhán} had no information.
Their mother is {NAME|Natalia Wójcik}.
Contact {NAME|Jordan Banks} about the form.
The family of {NAME|Archie Wood} moved.
The child's NHS number is {NHS NUMBER|943 476 5919}.
NHS no {NHS NUMBER|9434765919} on the form
NHS: {NHS NUMBER|943-476-5919}.
Recorded as {NHS NUMBER|999 000 0018} in the notes.
See {NHS NUMBER|9990000018}, which health hold.
NHS {NHS NUMBER|943\u00a0476\u00a05919}
NHS {NHS NUMBER|\uff19\uff14\uff13 \uff14\uff17\uff16 \uff15\uff19\uff11\uff19}
NHS {NHS NUMBER|943\u200b4765919}
NHS {NHS NUMBER|943.476.5919} and no more
nhs{NHS NUMBER|9434765919}
Number {NHS NUMBER|943&nbsp;476&nbsp;5919}
Number <span>{NHS NUMBER|943</span><span>4765919}</span>
Look up {NHS NUMBER|9 4 3 4 7 6 5 9 1 9} on the spine
UPN {UPN|E384200005001} was in the email.
School sent {UPN|H801200001001} by mistake.
upn: {UPN|e384200005001}
UPN {UPN|E 384 2000 05001}
Dad's NI number is {NI NUMBER|AB123456C}.
NI {NI NUMBER|AB 12 34 56 C}
nino {NI NUMBER|ab123456c}
National Insurance {NI NUMBER|JG 103759 A} given over the phone
NI number {NI NUMBER|AB123456}
They moved to {POSTCODE|NR1 2DH} in the autumn.
Lives at {POSTCODE|WF1 2QW}, near school.
Address is {POSTCODE|SW1A 1AA}.
now at {POSTCODE|nr12dh}
Flat 2, {POSTCODE|WF12QW}.
new place ({POSTCODE|wf1 2qw})
postcode {POSTCODE|NR1\u00a02DH}
postcode {POSTCODE|NR1-2DH}
Home is {POSTCODE|M1 1AE} now.
{POSTCODE|NR31 0AB}
Ring the family on {PHONE|01924 306497}.
Mobile {PHONE|07700 900123} is best.
Text {PHONE|07700900123}
Office: {PHONE|+44 (0)1603 223053}.
{PHONE|0044 1603 223053} from abroad
Call {PHONE|+447700900123}
Phone {PHONE|(01603) 223053}
{PHONE|01924-306-497} after four
tel {PHONE|306497}
{PHONE|\uff10\uff17\uff17\uff10\uff10 \uff19\uff10\uff10\uff11\uff12\uff13}
Her Polish number is {PHONE|+48 601 234 567}.
Write to {EMAIL|sarah.jones@example.com}.
e-mail {EMAIL|s.j@school.norfolk.sch.uk} please
{EMAIL|SJONES@EXAMPLE.ORG}
{EMAIL|kelly_99@example.co.uk}; no reply yet
mail {EMAIL|info (at) example (dot) com}
<a href="mailto:{EMAIL|jo.b@example.com}">mail</a>
dob {DATE|12/03/2014}
DOB: {DATE|12.03.14}
Born on {DATE|3 March 2015} at home.
Birthday {DATE|3rd March}
The youngest was born {DATE|2015-03-03}.
It happened on {DATE|14 July 2025} at school.
Seen on {DATE|1/9/25}.
d.o.b. {DATE|12032014}
date of birth {DATE|March 3, 2015}
due {DATE|12-Mar-2026}
Turned five on {DATE|3rd of March 2020}.
{DATE|12 03 2014} is on the form
born {DATE|03 Sept 2012}
Mum {NAME|Sarah}, {DATE|12/03/1985}, {POSTCODE|NR1 2DH}, {PHONE|07700 900123}.
{NAME|Mr Khan} gave {EMAIL|khan@example.com} and {NHS NUMBER|943 476 5919}.
"""

NEGATIVE = """\
I came in worried and left with a plan.
The Child Protection plan has drifted.
Early Help were in the room for once.
The Social Worker had changed again.
A Family Support Worker spoke up for the child.
He is in Year Six and doing well.
She moves to Year 10 in September.
We used Strengthening Families.
The Graded Care Profile was out of date.
Signs of Safety helped us to map it.
The Section 47 enquiry is finished.
Child in Need since Q1 2024.
It went from CP3 to step down.
They live off the M25 road.
Reviewed in March 2025.
In April we will meet again.
Since 2019 there have been nine workers.
The plan started in 2024/25.
Ofsted said the same last year.
CAMHS and MASH were not there.
Norfolk Children's Services led the session.
Wakefield District Housing sent a manager.
King's Lynn and West Norfolk has no clinic.
Great Yarmouth has a long wait.
Normanton and Featherstone families travel.
The Norfolk and Norwich University Hospital sent apologies.
James Paget University Hospital was not invited.
Queen Elizabeth Hospital King's Lynn holds the record.
Mum said that she felt judged.
Dad was not invited.
Mum. School said nothing.
I asked mum. Nobody else did.
Her brother School has not met.
Grandma and the health visitor agreed.
Mother Tongue support would help.
The Baby Group at the library is full.
Partner Leads should come.
The Designated Safeguarding Lead rang.
The Independent Reviewing Officer was on leave.
The Core Group meets every month.
The Initial Child Protection Conference is on Monday.
Hope is what I felt afterwards.
Will it last? May be.
Grace and patience from the facilitator.
There is hope. Joy even.
I will mark the file and chase the school.
Summer is always hard. Autumn too.
Amber and red risks were muddled.
We need to be frank, and we were.
The drift bill is being paid by children.
Faith groups could help.
The Christmas holidays are a worry.
Easter went well.
Polish interpreters are hard to find.
Muslim families were not asked.
Roma families move often.
I spoke to Health and Education.
Police, Housing and Probation agreed.
We met on Teams.
Zoom is not the same as a room.
It was on Microsoft Teams again.
WhatsApp messages were shown.
The EHCP is late.
SEND took up the session.
A PRU place was offered.
The LADO was told.
Reference W-0412 is closed.
See JAGS-S-0001 and MAS-2025-014.
Ticket 12345678 is open.
Order REF000123.
Running number 00412345.
Minute 2025/118 refers.
Rated 7/10 for clarity.
From 3/10 to 8/10 in one session.
Ages 4, 7, 9 and 12.
There were 10 professionals and 4 children.
It ran from 09:30 to 11:00.
It took 15 working days.
About 30,000 pounds was spent.
Between 10 and 15 people came.
3 March 15 people came.
Call 999 or 111 in an emergency.
Childline is 0800 1111.
Room 101 and room 12b.
Page 47 of 112.
Version 3.16.2 of the procedure.
Section 20 and Section 31.
On the 2nd visit; M25 3rd exit.
9 out of 10 said yes.
The Joint Agency Group Supervision was useful.
Multi-Agency Supervision gave us space.
Professional Disagreement was the reason.
Start Again Syndrome fits.
Serious Case Review findings were quoted.
Local Safeguarding Children Partnership.
Think Family is not happening.
Team Around the Family never met.
The Public Law Outline was mentioned.
Working Together 2023 says so.
Children Act 1989 duties.
The Children and Social Work Act 2017.
Adult Social Care did not come.
Women's Aid have a waiting list.
Home-Start know her well.
Barnardo's ran the group.
NSPCC guidance was read.
Turning Point closed the case.
Operation Encompass calls are late.
The Healthy Child Programme has changed.
Speech and Language Therapy discharged them.
The Escalation Policy was used.
Voice of the Child was strong.
I liked the "What Would The Child Say" question.
A Day in the Life exercise worked.
A Critical Friend would help.
TIMELY AND HELPFUL
VERY GOOD SESSION, THANK YOU
NO CHANGE SINCE THE LAST MEETING
The Facilitator and the Note Taker were kind.
Drift And Delay Was The Reason
Head Teacher asked for a Strategy Meeting.
GP has not replied. Midwifery has.
Thank You All
Best Session Yet
Not sure. Maybe. Next time.
Housing's answer was no. School's was yes.
I'm calmer. We're clearer. They're listening.
Everyone knew Mum. Nobody knew Dad.
CIN to CP and back in a year.
In London the service is different.
Leeds and Bradford do it another way.
He supports Leeds United.
They shop at Tesco and Asda.
He likes Minecraft and Lego.
Sixth Form is going well.
The Deputy Head, the Senco and the nurse came.
Bruner, Bion and Gibbs were quoted.
Gillick competence was discussed.
Jigsaw pieces came together.
The Tuesday clinic and the Friday club.
N/A
-
"""


def _known() -> frozenset[str]:
    words: set[str] = set()
    for name in partnership_names():
        of = partnership(name)
        for place in of.localities:
            words.update((place.name, *place.aliases))
        for agency in of.agencies:
            words.update((agency.name, *agency.aliases))
        words.update(of.reason_aliases)
    return frozenset(w for phrase in words for w in re.findall(r"[\w'’]+", phrase.lower()))


KNOWN = _known()
LABEL = re.compile(r"\{([A-Z ]+)\|(.*?)\}")
KINDS = ("NHS NUMBER", "UPN", "NI NUMBER", "POSTCODE", "PHONE", "EMAIL", "DATE", "NAME")


def _plain(line: str) -> str:
    return LABEL.sub(r"\2", line)


def _tagged(line: str) -> str:
    return LABEL.sub(lambda label: f"[{label[1]}]", line)


def test_the_labelled_set_is_large_enough() -> None:
    assert len(POSITIVE.splitlines()) >= 120
    assert len(NEGATIVE.splitlines()) >= 120
    assert {kind for kind, _ in LABEL.findall(POSITIVE)} == set(KINDS)


@pytest.mark.parametrize("line", POSITIVE.splitlines())
def test_each_identifier_is_replaced_and_nothing_else(line: str) -> None:
    done = redact(_plain(line), KNOWN)
    assert done.text == _tagged(line)
    assert done.tags == tuple(f"[{kind}]" for kind, _ in LABEL.findall(line))
    assert done.names == ("{NAME|" in line)


@pytest.mark.parametrize("line", NEGATIVE.splitlines())
def test_a_sentence_without_identifiers_is_left_as_it_is(line: str) -> None:
    done = redact(line, KNOWN)
    assert (done.text, done.tags, done.names, done.doubtful) == (line, (), False, False)


@pytest.mark.parametrize("line", [_plain(line) for line in POSITIVE.splitlines()])
def test_redacting_again_changes_nothing(line: str) -> None:
    once = redact(line, KNOWN)
    again = redact(once.text, KNOWN)
    assert (again.text, again.tags) == (once.text, ())


def test_a_number_that_fails_the_check_is_doubtful_and_stays() -> None:
    done = redact("NHS 943 476 5918", KNOWN)
    assert (done.text, done.tags, done.doubtful) == ("NHS 943 476 5918", (), True)
    assert not redact("NHS 943 476 5919", KNOWN).doubtful
    assert not redact("Ring 01924 306497", KNOWN).doubtful


@pytest.mark.parametrize(
    "text", ["NI GB123456C", "UPN E384200005002", "UPN A801200001001", "BG123456A", "12AB123456C"]
)
def test_shapes_that_the_rules_exclude_stay(text: str) -> None:
    assert redact(text, KNOWN).tags == ()


PIECES = st.sampled_from(
    [
        "mum ", "Sarah", " Jones", "Mr ", "943 476 5919", "NR1 2DH", "07700 900123", "[NAME]",
        "a@b.co", "12/03/2014", ".", " ", "\u200b", "<b>", "</b>", "&nbsp;", "and ", "J. ", "dob ",
        "\x00", "[", "]", "NI ", "AB123456", "C", "Zed", "'s", "-", "\uff11", "e\u0301", "phone ",
        "\n",
    ]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=14).map("".join))
def test_any_text_is_taken_and_a_second_time_changes_nothing(text: str) -> None:
    once = redact(text, KNOWN)
    again = redact(once.text, KNOWN)
    assert (again.text, again.tags) == (once.text, ())
    assert once.names == ("[NAME]" in once.tags)
    assert (once.tags == ()) == (once.text == text)
    assert identifier_in(text) in {None, *(f"[{kind}]" for kind in KINDS)}
    assert mostly_identifiers([text]) in {None, *(f"[{kind}]" for kind in KINDS)}


@given(st.text(alphabet="0123456789 -.", max_size=60), st.sampled_from("abc "))
def test_no_valid_nhs_number_is_left_standing(around: str, letter: str) -> None:
    done = redact(f"{around}{letter}9434765919{letter}{around}", KNOWN)
    assert "9434765919" not in done.text


def test_long_text_takes_time_in_proportion() -> None:
    for piece in ("a" * 40_000, "1 " * 20_000, "A.b@" * 10_000, "Xyzab " * 7_000, "Kai, " * 8_000):
        start = time.process_time()
        redact(piece, KNOWN)
        assert time.process_time() - start < 5


ORDINARY_REFERENCES = [
    "W-0412",
    "JAGS-S-0001",
    "MAS-2025-014",
    "kx7-mq2",
    "R1",
    "2025/118",
    "1",
    "12",
    "REF000123",
    "12345678",
    "20140312",
    "12032014",
    "JAGS-R-0010",
    "MAS-F-0008",
    "rv2-gm5",
    "00042",
    "S/2025/7",
    "A-1-2",
    "P007",
    "2024-25",
    "0007",
]


@pytest.mark.parametrize("value", [*ORDINARY_REFERENCES, "", "Blue Falcon", "Norwich-001"])
def test_an_ordinary_reference_is_no_identifier(value: str) -> None:
    assert identifier_in(value) is None


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("943 476 5919", "[NHS NUMBER]"),
        ("W-9434765919", "[NHS NUMBER]"),
        ("E384200005001", "[UPN]"),
        ("AB123456C", "[NI NUMBER]"),
        ("nr1 2dh", "[POSTCODE]"),
        ("07700 900123", "[PHONE]"),
        ("sarah@example.com", "[EMAIL]"),
        ("12/03/2014", "[DATE]"),
        ("Sarah Jones", "[NAME]"),
        ("Mr Smith", "[NAME]"),
        ("jayden", "[NAME]"),
    ],
)
def test_a_reference_that_is_an_identifier_is_named(value: str, tag: str) -> None:
    assert identifier_in(value) == tag


@pytest.mark.parametrize(
    ("values", "tag"),
    [
        (["943 476 5919", "", "9990000018", "n/a"], "[NHS NUMBER]"),
        (["Sarah Jones", "JONES, Kyle", "Zdzisława Kowalczyk", "Mrs Patel", "?"], "[NAME]"),
        (["Sarah", "Jayden", "Poppy", "Kian"], "[NAME]"),
        (["12/03/2014", "01/09/2009", "30/11/2016"], "[DATE]"),
        (["NR1 2DH", "WF1 2QW", "moved"], "[POSTCODE]"),
        (["12 High Street, Norwich NR1 2DH", "Flat 2, WF1 2QW"], "[POSTCODE]"),
        (["a@example.com", "b@example.com"], "[EMAIL]"),
        (["07700 900123", "01924 306497", "unknown"], "[PHONE]"),
    ],
)
def test_a_column_of_identifiers_is_named(values: list[str], tag: str) -> None:
    assert mostly_identifiers(values) == tag


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["", "-", "n/a"],
        ["01/04/2026", "2026-03-02 10:12:33", "3 May 2025"],
        ["Police", "CAMHS", "Wakefield Early Help", "Primary school"],
        ["James Paget University Hospital", "Norwich", "King's Lynn"],
        ["Castleford", "Normanton and Featherstone", "Wakefield Rural"],
        ["hope", "joy", "frank", "worried", "Grace"],
        ["Sarah Jones", "no name given", "not recorded", "withheld"],
        [str(n) for n in range(1000, 1100)],
        [str(n) for n in range(4_000_000_000, 4_000_000_300)],
        ORDINARY_REFERENCES,
    ],
)
def test_a_column_of_other_things_is_not(values: list[str]) -> None:
    assert mostly_identifiers(values) is None


def _demonstration() -> dict[str, dict[str, list[str]]]:
    columns: dict[str, dict[str, list[str]]] = {}
    for path in sorted((DATA / "demo").glob("*/*.csv")):
        if path.parent.name in partnership_names():
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
            name = f"{path.parent.name}/{path.stem}"
            columns[name] = {c: [row[c] or "" for row in rows] for c in rows[0]}
    return columns


FREE_TEXT = ("comment", "answer", "description", "note", "action")


def test_the_demonstration_texts_hold_no_names_and_none_is_found() -> None:
    texts = {v for t in _demonstration().values() for c in FREE_TEXT for v in t.get(c, ())}
    found = Counter(tag for text in texts for tag in redact(text, KNOWN).tags)
    assert len(texts) > 500
    assert found == Counter()


def test_no_column_of_the_demonstration_is_refused() -> None:
    columns = {
        f"{table}.{column}": mostly_identifiers(values)
        for table, held in _demonstration().items()
        for column, values in held.items()
    }
    assert {column: tag for column, tag in columns.items() if tag} == {}
