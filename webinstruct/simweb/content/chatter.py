"""What people write around a question or an answer, and what does not answer anything."""

GREETINGS = (
    "Hi everyone,",
    "Hello all!",
    "Hey folks,",
    "Good evening.",
    "Hi, first post here.",
    "Hello, I hope this is the right place.",
    "Sorry if this has been asked before.",
    "I am stuck on my homework again.",
    "I have an exam on Thursday and need some help.",
    "My teacher skipped this part, so I ask here.",
    "I am going back to school at forty, be kind.",
)
THANKS = (
    "Thanks in advance!",
    "Any help is welcome.",
    "Thank you so much.",
    "I would be glad about a hint.",
    "Please explain each step, I really want to understand it.",
    "Cheers!",
    "I have tried for an hour and don't get anywhere.",
    "Thanks for reading.",
)
OPENERS = (
    "Sure, happy to help.",
    "Let me try.",
    "This one is not hard once you see it.",
    "Here is how I do it.",
    "Good question!",
    "We had this in class last week.",
    "Take it one step at a time.",
    "I teach this, so here is my usual explanation.",
    "Welcome to the forum!",
)
CLOSERS = (
    "Hope this helps.",
    "Ask again if a step is unclear.",
    "Try the next one yourself!",
    "That's all there is to it.",
    "Let me know if your book says something else.",
    "Good luck with the exam.",
    "Cheers.",
)
NOISE = (
    "Same problem here, following.",
    "Have you looked at your textbook? It is in there.",
    "Bump, I would like to know that as well.",
    "We don't do homework for others here, show your work first.",
    "Please use a better title next time.",
    "I had the same teacher, good luck.",
    "I think there is a calculator for that somewhere.",
    "No idea, but interesting.",
    "Try drawing a picture, that always helps me.",
    "Moved to the right section. The moderators.",
)
WRONG = (
    "I would have said: {}. But I am not sure at all.",
    "My guess: {}. Someone please check.",
    "I get something else, namely: {}.",
    "Isn't it simply this: {}? At least that is what I was told.",
)
AGREED = (
    "Thanks, that is it!",
    "Great, now I see where I went wrong.",
    "Perfect explanation, thank you.",
    "Got it. Marked as solved.",
    "You saved my evening.",
    "Exactly what I needed.",
)
DOUBTS = ("Are you sure?", "This is not what was asked.", "Please explain how you got there.", "No.")
CONFIRMED = ("Ah, so: {}. Thank you!", "Got the same in the end: {}. Thanks.")
SIGNATURES = (
    "Mathematics is not a spectator sport.",
    "Sent from my phone.",
    "Be nice to each other.",
    "Measure twice, cut once.",
    "Tea first, questions later.",
    "Still learning after all these years.",
    "There is no royal road to geometry.",
    "Read the manual, then read it again.",
)
OFF_TOPIC = (
    (
        "Which coffee machine do you use?",
        (
            "I still use the one my grandmother had.",
            "Anything but capsules, please.",
            "A simple filter does it for me.",
            "I stopped drinking coffee last year and sleep much better.",
            "The office one is broken again, so none.",
        ),
    ),
    (
        "Forum meeting this summer",
        (
            "I could come in the second half of July.",
            "Count me in, as always.",
            "Can somebody give me a lift from the station?",
            "Last year's barbecue was great, let us do it again.",
            "Not sure yet, my sister marries that month.",
        ),
    ),
    (
        "What music do you listen to while working?",
        (
            "Old jazz, nothing with words.",
            "Silence. I can't stand noise.",
            "Whatever the radio plays.",
            "My neighbours decide that for me.",
            "Film scores, the slow ones.",
        ),
    ),
    (
        "Introduce yourself here",
        (
            "Hello from the coast, I joined yesterday.",
            "Long time reader, first post.",
            "I run a small bakery and like riddles.",
            "Welcome to all the new ones!",
            "I came for one thread and stayed.",
        ),
    ),
    (
        "The new look of the forum",
        (
            "I liked the old colours better.",
            "On my tablet the menu covers everything.",
            "Give it a week and you will be used to it.",
            "Could we have the dark theme back?",
            "Looks fresh, well done.",
        ),
    ),
)
TITLES = (
    "{}: please help",
    "{} - stuck",
    "Help with this: {}",
    "{}",
    "Problem about: {}",
    "{} (solved)",
    "Question on: {}",
    "{} again...",
    "Beginner question: {}",
)
