"""The estimate of a large month: seconds and peak memory, beside a bare reading of the same rows in the same order.

2,000 issues, 5,000 contents, 3 million episodes (BENCH_EPISODES for fewer), in a PostgreSQL database of its own. Episodes are
written as the fold leaves them; one in fifty was asked, one in twenty-five contacted. Issues are as unlike as in life: the
commonest has a twelfth of all episodes.
"""

import os
import resource
import time
from datetime import date, datetime

from bench import _readers
from bench._databases import in_each_database, set_up

ISSUES, CONTENTS = 2_000, 5_000
EPISODES = int(os.environ.get("BENCH_EPISODES", "3000000"))
GOAL_MB = 1_000
FIRST, AFTER = date(2026, 9, 1), date(2026, 10, 1)
BEGINNING = datetime.fromisoformat("2026-09-01T00:00:00+00:00")
ROWS_AT_ONCE = 20_000


def main() -> None:
    os.environ["BENCH_DATABASES"] = "postgresql"
    in_each_database("bench.estimate_month")


def measure() -> None:
    from deflection.ledger.estimating import run_estimate

    write_month(_readers.make_issues(ISSUES, CONTENTS))
    before = peak_mb()
    bare = spent(read_plainly)
    run_holder = []
    estimate = spent(lambda: run_holder.append(run_estimate(first=FIRST, after=AFTER)))
    (run,) = run_holder
    stage = run.result["stages"]["before_form"]
    print(f"{EPISODES:,} episodes, {stage['episodes']:,} counted, {stage['lines']:,} credit lines")
    print(f"estimate {estimate[0]:,.0f} s, CPU {estimate[1]:,.0f} s; bare reading {bare[0]:,.0f} s, CPU {bare[1]:,.0f} s")
    print(f"estimate / bare reading: wall {estimate[0] / bare[0]:.1f}, CPU {estimate[1] / bare[1]:.1f}")
    print(f"peak memory {peak_mb():,.0f} MB, {before:,.0f} MB before (goal {GOAL_MB:,} MB)")


def spent(act) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def read_plainly() -> None:
    """The columns that an estimate needs, once, as tuples."""
    from django.db import connection

    sql = """SELECT e.need, e.key, e.language, e.answer, e.prompt_answer, e.contact_id, x.content_uuid, x.dwell_s
             FROM deflection_foldedepisode e JOIN deflection_foldedexposure x ON x.episode_id = e.key ORDER BY e.need, e.key"""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while cursor.fetchmany(ROWS_AT_ONCE):
            pass


def write_month(issues: list[int]) -> None:
    from django.db import connection

    from deflection.models import Contact

    started = time.perf_counter()
    pattern = Contact.objects.create(reference="B-0", ts=BEGINNING, kind="problem", channel="form", person_key="k0")
    copied = {field.column: field.column for field in Contact._meta.concrete_fields if not field.primary_key}
    copied |= {
        "reference": "'B-' || n",
        "ts": "ts + n %% 43000 * interval '1 minute'",
        "channel": "CASE n %% 2 WHEN 0 THEN 'form' ELSE 'phone' END",
        "person_key": "CASE n %% 5 WHEN 0 THEN '' ELSE 'k' || n END",
    }
    contacts = (
        f"INSERT INTO deflection_contact ({', '.join(copied)}) SELECT {', '.join(copied.values())} "  # noqa: S608
        f"FROM deflection_contact, generate_series(1, %(contacts)s) n WHERE id = {pattern.pk}"
    )
    values = {"episodes": EPISODES, "contacts": EPISODES // 25, "contact": pattern.pk, "ids": issues, "beginning": BEGINNING}
    with connection.cursor() as cursor:
        for statement in ("SELECT setseed(0.5)", contacts, EPISODE_ROWS, EXPOSURE_ROWS, "ANALYZE"):
            cursor.execute(statement, values)
    print(f"rows written in {time.perf_counter() - started:,.0f} s", flush=True)


# The share of an issue falls with the cube root of its place: the commonest has a twelfth of all.
EPISODE_ROWS = f"""
WITH drawn AS MATERIALIZED (
    SELECT n, floor({ISSUES} * power(random(), 3))::int AS place, random() AS moment, random() AS person, random() AS ended
    FROM generate_series(1, %(episodes)s) n
), told AS (
    SELECT *, (%(ids)s::bigint[])[place + 1] AS issue, %(beginning)s::timestamptz + moment * interval '719 hours' AS read_at,
        CASE WHEN n %% 50 <> 0 THEN '' ELSE (ARRAY['yes', 'yes', 'no', 'browsing'])[1 + n / 50 %% 4] END AS answer
    FROM drawn
), ended AS (
    SELECT *, ended < CASE answer WHEN 'no' THEN 0.3 ELSE 0.035 END AS is_contacted FROM told
)
INSERT INTO deflection_foldedepisode (
    key, follower, is_identified, need, issue_id, language, first_ts, last_exposure_ts, window_ends, closes_at, visits,
    opened_form, form_at, opened_suggestion, answer, prompt_answer, would_have_contacted, arm, contact_id, state, due_at,
    event_ids, digest
)
SELECT substr(md5(n::text), 1, 24), 'p:' || md5(floor(person * %(episodes)s * 0.77)::text), true, 'issue:' || issue, issue,
    (ARRAY['en', 'en', 'en', 'fi', 'sv'])[1 + n %% 5], read_at, read_at + interval '5 minutes',
    read_at + interval '7 days 5 minutes', read_at + interval '1 day 5 minutes', 1, false, NULL, false, answer, answer, false,
    'offered', CASE WHEN is_contacted THEN %(contact)s + n %% %(contacts)s END,
    CASE WHEN is_contacted THEN 'contacted' WHEN answer = 'yes' THEN 'solved_said' ELSE 'silent' END, NULL,
    jsonb_build_array(n * 3, n * 3 + 1), md5(n::text)
FROM ended"""  # noqa: S608
# Every third episode has two reads.
EXPOSURE_ROWS = f"""
INSERT INTO deflection_foldedexposure (
    episode_id, place, content_kind, content_uuid, first_ts, last_ts, dwell_s, scroll, answer, left_out, event_ids
)
SELECT key, place, 'article',
    ('a0000000-0000-0000-0000-' || lpad(to_hex((issue_id + place * {ISSUES}) %% {CONTENTS}), 12, '0'))::uuid,
    first_ts + place * interval '1 minute', first_ts + (place + 1) * interval '1 minute', 20 + issue_id %% 90, 0.8, '', '',
    jsonb_build_array(place)
FROM deflection_foldedepisode, generate_series(0, CASE (event_ids ->> 0)::bigint %% 9 WHEN 0 THEN 1 ELSE 0 END) place"""  # noqa: S608


if __name__ == "__main__":
    set_up()
    measure()
