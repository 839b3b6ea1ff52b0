"""The command line: what is asked, and the exit code. Everything heavy is imported when it is needed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.errors import MarkingError

DONE, NOT_SOUND, BAD_USAGE, NOT_ALL_MARKED, STOPPED = 0, 1, 2, 3, 130
_EPILOGUE = """exit codes: 0 all submissions marked · 2 bad usage · 3 some submissions could not be marked"""


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit code of the command in `argv`, or in the program's own arguments."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["make-notebooks"]:  # has options of its own, and `--help`
        return _make_notebooks(arguments[1:])
    try:
        options = build_parser().parse_args(arguments)
    except SystemExit as leaving:  # argparse has said what is wrong, or has shown the help
        return leaving.code if isinstance(leaving.code, int) else BAD_USAGE
    try:
        return options.run(options)
    except MarkingError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return STOPPED
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
        return _refuse(f"A file cannot be read or written: {what}.")


def build_parser() -> argparse.ArgumentParser:
    """Returns the parser of the command line; every command sets `run`, a function of its options."""
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Marks the exercises of Forward and Back, and names the mistakes.",
        epilog=_EPILOGUE,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_grade(commands)
    commands.add_parser("make-notebooks", help="write the course's notebooks from their sources", add_help=False)
    _add_remark(commands)
    _add_catalogue(commands)
    _add_doctor(commands)
    _add_gradescope(commands)
    # A further command is one `_add_…` like `_add_grade`: it sets `run` to a function of the options.
    return parser


def _add_grade(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "grade",
        help="mark submissions",
        epilog=_EPILOGUE,
        description="Marks notebooks, folders of them, and zip files as Canvas and Moodle make them.",
    )
    add = parser.add_argument
    add("paths", nargs="+", type=Path, metavar="PATH", help="a notebook, a folder or a zip file")
    add("--out", required=True, type=Path, metavar="DIR", help="where marks.csv, index.html and the feedback go")
    add("--chapter", metavar="KEY", help="mark as this chapter, such as 05 or backprop, whatever the notebooks say")
    add("--roster", type=Path, metavar="CSV", help="the class list of Canvas or Moodle: adds canvas.csv and moodle.csv")
    add("--count", choices=("latest", "best"), default="latest", help="of one student's submissions (default: latest)")
    add("--jobs", type=_number(int, 1, 256), metavar="N", help="processes to mark with (default: one a processor)")
    add("--dask", metavar="ADDRESS", help="mark on a Dask cluster, whose scheduler is at this address (tcp://…)")
    add("--time-limit", type=_number(float, 0.01, 3600), metavar="S", help="seconds that one call may take")
    add("--memory-limit", type=_number(int, 512, 1 << 20), metavar="MB", help="megabytes that one submission may take")
    add("--allow-weak", action="store_true", help="mark even where this computer can hardly isolate the students' code")
    add("--run-everything", action="store_true", help="run also the chapter's own cells that no exercise depends on")
    add("--fresh", action="store_true", help="mark again what an earlier run into the same folder has marked")
    parser.set_defaults(run=_grade)


def _grade(options: argparse.Namespace) -> int:
    from autograder.cli_grade import run_grade

    jobs = options.jobs or os.cpu_count() or 1
    return DONE if run_grade(options, jobs) else NOT_ALL_MARKED


def _add_doctor(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "doctor",
        help="tell how well this computer isolates students' code, and what it lacks",
        description="Tries every layer of isolation alone, and looks for what marking needs.",
        epilog="exit codes: 0 full isolation, nothing missing · 1 anything else",
    )
    parser.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    from autograder.cli_doctor import run_doctor

    return DONE if run_doctor() else NOT_SOUND


def _add_remark(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "remark",
        help="mark one exercise of a marked class again, and tell whose mark changed",
        epilog="exit codes: 0 all marked again · 2 bad usage · 3 some could not be",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder of an earlier `grade`")
    parser.add_argument("--exercise", required=True, metavar="NAME", help="the exercise, such as dense_backward")
    parser.add_argument("--jobs", type=_number(int, 1, 256), metavar="N", help="processes to mark with")
    parser.add_argument("--dask", metavar="ADDRESS", help="mark on a Dask cluster, as `grade --dask` does")
    parser.set_defaults(run=_remark)


def _remark(options: argparse.Namespace) -> int:
    from autograder.cli_remark import run_remark

    return DONE if run_remark(options, options.jobs or os.cpu_count() or 1) else NOT_ALL_MARKED


def _add_catalogue(commands: argparse._SubParsersAction) -> None:
    listing = commands.add_parser("list", help="list the exercises")
    listing.set_defaults(run=lambda options: _tell("list_exercises"))
    show = commands.add_parser("show", help="tell what one exercise asks and which mistakes it names")
    show.add_argument("name", metavar="EXERCISE")
    show.set_defaults(run=lambda options: _tell("show_exercise", options.name))
    explain = commands.add_parser("explain", help="tell what one named mistake is")
    explain.add_argument("name", metavar="MISTAKE")
    explain.set_defaults(run=lambda options: _tell("explain_mistake", options.name))


def _tell(command: str, *names: str) -> int:
    from autograder import cli_catalogue

    print(getattr(cli_catalogue, command)(*names))
    return DONE


def _add_gradescope(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("gradescope", help="make Gradescope's autograder.zip for a chapter")
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    build = verbs.add_parser("build", help="write the zip file to upload")
    build.add_argument("--out", required=True, type=Path, metavar="ZIP", help="the file to write, autograder.zip")
    build.set_defaults(run=_gradescope_build)
    run = verbs.add_parser("run", help="mark one submission; what the zip file calls inside Gradescope")
    run.add_argument("--root", required=True, type=Path, metavar="DIR", help="the folder with submission and results")
    run.set_defaults(run=_gradescope_run)
    for verb in (build, run):
        verb.add_argument("--chapter", required=True, metavar="KEY", help="the chapter, such as 05 or backprop")
        verb.add_argument("--allow-weak", action="store_true", help="mark even where isolation is weak")


def _gradescope_build(options: argparse.Namespace) -> int:
    from autograder.cli_gradescope import run_build

    run_build(options.chapter, options.out, options.allow_weak)
    return DONE


def _gradescope_run(options: argparse.Namespace) -> int:
    from autograder.cli_gradescope import run_in_gradescope

    return DONE if run_in_gradescope(options.root, options.chapter, options.allow_weak) else NOT_ALL_MARKED


def _make_notebooks(arguments: list[str]) -> int:
    try:
        from autograder.make_notebooks import main as make
    except ModuleNotFoundError as error:
        return _refuse(
            f"This needs the tools that the course is written with: {error.name} is not installed. "
            "In a checkout, run: pip install -r requirements.txt"
        )
    return make(arguments) or DONE


def _number(kind: type, least: float, most: float) -> Callable[[str], float]:
    """Returns a reader of a number in a range, for argparse."""

    def read(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least} and {most}")
        return value

    return read


def _refuse(sentence: str) -> int:
    print(f"autograder: {sentence}", file=sys.stderr)
    return BAD_USAGE
