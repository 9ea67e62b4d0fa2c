from jobs.wiring.runs import one_line, users_mistake

WORKER = """
  An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "worker.py", line 1, in main
ValueError: model x.bin does not have the sha256 abc: fit it again

\tat org.apache.spark.api.python.BasePythonRunner.handlePythonException(PythonRunner.scala:1)
\tat java.base/java.lang.Thread.run(Thread.java:840)
"""


def test_the_line_of_a_worker_is_found_among_the_jvm_frames():
    said = one_line(RuntimeError(WORKER))
    assert said == "RuntimeError: ValueError: model x.bin does not have the sha256 abc: fit it again"


def test_what_java_said_is_found_behind_the_call_that_failed():
    said = one_line(
        RuntimeError("An error occurred while calling o7.x.\n: java.io.IOException: full\n\tat a.b(C:1)")
    )
    assert said == "RuntimeError: java.io.IOException: full"


def test_any_other_error_gives_its_first_line():
    assert one_line(OSError("disk full\nmore")) == "OSError: disk full"
    assert one_line(KeyboardInterrupt()) == "interrupted"
    assert one_line(RuntimeError()) == "RuntimeError: "


def wrapped(text: str) -> RuntimeError:
    """As pyspark has it: a stream's failure, a task's, and what happened."""
    error, task = (
        RuntimeError("[STREAM_FAILED] Query [id = 7] terminated"),
        RuntimeError("[TASK_WRITE_FAILED] x"),
    )
    error._cause = task
    task._cause = RuntimeError(text)
    return error


def test_of_a_stream_the_last_cause_is_told():
    said = one_line(wrapped("Python worker exited unexpectedly (crashed)\nmore"))
    assert said == "RuntimeError: Python worker exited unexpectedly (crashed)"
    assert one_line(wrapped(WORKER)).startswith("RuntimeError: ")


def test_a_users_mistake_in_an_executor_is_found():
    trace = "Traceback (most recent call last):\n  File x\nwebinstruct.UserError: no key in X\n\n\tat java"
    assert users_mistake(wrapped(trace)) == "no key in X"
    assert users_mistake(wrapped("ValueError: x")) is None
