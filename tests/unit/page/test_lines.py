"""Lines that buttons, counters and stamps of time leave, and answers that look like them."""

import time

import pytest

from webinstruct.page.lines import MAX_CHARS, is_label

LABELS = """
Reply
Posts: 139
Thank you received: 7
Joined: Apr 27, 2014
58 Views
147 posts
0 Kudos
Senior Member
Add a comment
Sign in to leave a comment
Please Log in or Create an account to join the conversation.
You must be logged in to reply to this topic.
Posted Nov 18, 2019 at 4:07 PM
posted 3 weeks ago in Rings
Modified 11 years, 7 months ago
Last edit: 4 weeks 11 hours ago by mvvfans.
First Published: Friday, September 06, 2013, 17:31
Annette answered 16 years ago
elon musketman - 2 years ago
about 1 hour ago · reply · favorite
3 years, 9 months ago
FlorianE 3 days ago
11 maja 2021, 11:49
April 13, 2008 10:24:10pm
03/18/2015, 09:49 PM
« on: May 02, 2022, 03:04:05 PM »
Created Jan 25, 2008
Was this article helpful?
© 2019 Microsoft
""".strip().splitlines()

ANSWERS = """
About 65 million years ago.
10,000 years ago
Yes, about 2 years ago.
The war ended 80 years ago.
I posted it 2 days ago.
Solutions: x = 2, x = -3
Points: (2, 3)
Score: B+
12 people
30 points
5 votes
Location: Paris
1776
July 4, 1776
In 1776.
True
B
Written in 1776 by Thomas Paine
Published in 1859 by Darwin
It was published on November 24, 1859.
Created on 3 May 2001 by the treaty of Nice.
Log in to your account.
Sign in to view your orders.
Answer 1: 10:30
It started at 10:30.
Psalm 23 10:15
""".strip().splitlines()


@pytest.mark.parametrize(
    "line", [*LABELS, "发表于 2022-5-2 15:04", "查看: 1031|回复: 1", "12 人赞同了该回答"]
)
def test_a_line_that_says_no_more_than_a_button_is_a_label(line: str) -> None:
    assert is_label(line)


@pytest.mark.parametrize("line", ANSWERS)
def test_an_answer_is_none_however_short(line: str) -> None:
    assert not is_label(line)


@pytest.mark.parametrize("piece", ["1 ", "- ", "posted ", "12 jan ", "a.", "1:00", "by - 1 "])
def test_no_line_takes_long_to_judge(piece: str) -> None:
    line = (piece * MAX_CHARS)[:MAX_CHARS]
    start = time.perf_counter()
    is_label(line)
    assert time.perf_counter() - start < 0.02
