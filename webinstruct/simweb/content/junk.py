"""Templates for spam and for the blurbs of link lists."""

TRADES = (
    "online casino",
    "weight loss",
    "cheap pills",
    "essay writing",
    "fast loans",
    "replica watches",
    "free coins",
)
TITLES = (
    "Best {trade} in {city} {year}",
    "{trade} bonus without deposit {year}",
    "Top 10 {trade} sites: the answer to your question",
    "How to win with {trade}? Read this now",
    "{trade} review, {trade} free, {trade} {city}",
)
KEYWORDS = (
    "best price",
    "no deposit",
    "free spins",
    "buy online",
    "without prescription",
    "discount code",
    "fast delivery",
    "jackpot",
    "cheap",
    "trusted",
    "official site",
    "download now",
    "win big",
)
PITCHES = (
    "If you are looking for {trade} in {city}, you have come to the right place.",
    "Our {trade} is the best {trade} of {year}, and everybody in {city} knows it.",
    "Click here and get your {trade} bonus of $500 today.",
    "Why pay more? With {trade} you save $99 on every order.",
    "Thousands of happy customers use {trade} every day, and so can you.",
    "{trade} is safe, {trade} is fast, {trade} is free.",
    "Do not miss this chance, only {year} and only in {city}.",
    "The secret that doctors and banks don't want you to know about {trade}.",
    "Even a {thing} is not as good as {trade}.",
    "Register now, {trade} is waiting for you, no credit card needed.",
)
QUESTIONS = (
    "What is {trade}?",
    "Is {trade} legal in {city}?",
    "How much does {trade} cost in {year}?",
    "Where can I find {trade} near me?",
    "Who wins most with {trade}?",
)
BLURBS = (
    "Here you find everything on this site that was tagged with {0}.",
    "The list is sorted by date, the newest entries come first.",
    "Browse the directory, or use the search box at the top of the page.",
    "Submit your own site for free and reach thousands of visitors.",
    "We are not responsible for the content of linked pages.",
    "{1} entries were found, and more are added every day.",
    "Subscribe to the feed of this tag and never miss a post.",
    "Click a title to read the whole post.",
    "Members can vote for the best links of the week.",
    "Dead links can be reported with the form below.",
    "The most popular tags of this month stand on the right.",
)
