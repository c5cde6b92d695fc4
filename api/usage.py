"""What is wrong with a command line, in the reader's language: the terminal library's own words are English only."""

from collections.abc import Sequence

import click

from governance.messages import Lang, Message, _


class ToldError(click.ClickException):
    """A wrong command line, told with how the command is used. Exit code 2."""

    exit_code = 2

    def __init__(self, wrong: click.UsageError, lang: Lang) -> None:
        said = [explained(wrong)]
        if wrong.ctx is not None:
            pieces = wrong.ctx.command.collect_usage_pieces(wrong.ctx)
            usage = " ".join([wrong.ctx.command_path, *pieces])
            said.append(_("Usage: {usage} · more with: {help}", usage=usage, help=f"{wrong.ctx.command_path} --help"))
        super().__init__("\n".join(message.render(lang) for message in said))

    def show(self, file: object = None) -> None:  # noqa: ARG002 - the library's signature
        """Tell it on standard error."""
        click.echo(self.message, err=True)


def asked_language(args: Sequence[str]) -> str | None:
    """The language that a command line asks for, also where the rest of it cannot be read.

    >>> asked_language(["report", "--lang", "en"]), asked_language(["--lang=vi"]), asked_language([])
    ('en', 'vi', None)
    """
    for number, each in enumerate(args):
        name, _equals, value = each.partition("=")
        if name == "--lang":
            return value or next(iter(args[number + 1 :]), None)
    return None


def explained(wrong: click.UsageError) -> Message:
    """What is wrong, and the way out.

    >>> explained(click.NoSuchOption("--frm", possibilities=["--format"])).render("en")
    'there is no option --frm; did you mean --format?'
    """
    match wrong:
        case click.NoSuchOption(option_name=name, possibilities=near) if near:
            return _("there is no option {name}; did you mean {near}?", name=name, near=tuple(sorted(near)))
        case click.NoSuchOption(option_name=name):
            return _("there is no option {name}", name=name)
        case click.BadOptionUsage(option_name=name):
            return _("the option {name} is not used like this: give it one value, or none where it takes none", name=name)
        case click.MissingParameter(param=click.Parameter() as param):
            return _("{name} is missing", name=_name(param))
        case click.BadParameter(param=click.Parameter() as param):
            return _("{name}: what was given is not allowed: {why}", name=_name(param), why=_wanted(param.type))
    return _of_command(wrong)


def _of_command(wrong: click.UsageError) -> Message:
    command = wrong.ctx.command if wrong.ctx else None
    if isinstance(command, click.Group) and wrong.message.startswith(("No such command", "Missing command")):
        return _("there is no such command here; the commands are {known}", known=tuple(sorted(command.commands)))
    if wrong.message.startswith("Got unexpected extra argument"):
        return _("there is more on the line than this takes: {extra}", extra=wrong.message.partition("(")[2].rstrip(")"))
    return Message("{said}", (("said", wrong.message),))


def _name(param: click.Parameter) -> str:
    return (
        param.opts[0] if isinstance(param, click.Option) else param.make_metavar(click.get_current_context(silent=True) or _BARE)
    )


_BARE = click.Context(click.Command("egov"))


def _wanted(kind: object) -> Message:
    match kind:
        case click.Choice(choices=choices):
            return _("give one of {allowed}", allowed=tuple(map(str, choices)))
        case click.IntRange(min=least, max=most):
            return _("give a whole number from {least} to {most}", least=str(least), most=str(most))
        case click.Path():
            return _("give a path that exists")
    return _("give a whole number")
