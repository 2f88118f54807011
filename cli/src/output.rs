//! What people and programs read. Data goes to stdout: aligned text, or JSON for `--json`. Talk,
//! progress and errors go to stderr.

use std::env;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};

use serde::Serialize;

use crate::failure::Failure;

#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) json: bool,
    colours: bool,
}

/// Colours by meaning.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tone {
    Good,
    Warning,
    Bad,
    Quiet,
    Strong,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            colours: !json && coloured(&io::stdout()),
        }
    }

    /// One line of text.
    #[allow(clippy::unused_self)] // Whoever prints was given an output.
    pub(crate) fn line(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{text}").map_err(|reason| Failure::output(&reason))
    }

    /// One JSON document, on one line, so that many of them are a list.
    pub(crate) fn document(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text =
            serde_json::to_string(value).map_err(|reason| Failure::output(&reason.into()))?;
        self.line(&text)
    }

    /// Items as lines of JSON, or as the table that `row` makes of them.
    pub(crate) fn list<T: Serialize, const N: usize>(
        &self,
        headings: [&str; N],
        items: &[T],
        row: impl Fn(&T) -> [String; N],
    ) -> Result<(), Failure> {
        if self.json {
            return items.iter().try_for_each(|item| self.document(item));
        }
        let rows: Vec<_> = items.iter().map(row).collect();
        self.table(headings, &rows)
    }

    pub(crate) fn table<const N: usize>(
        &self,
        headings: [&str; N],
        rows: &[[String; N]],
    ) -> Result<(), Failure> {
        let mut widths = headings.map(|heading| heading.chars().count());
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        let mut text = self.paint(Tone::Quiet, &aligned(&headings, &widths));
        for row in rows {
            text.push('\n');
            text.push_str(&aligned(row, &widths));
        }
        self.line(&text)
    }

    /// Text in the colour of its meaning, where stdout shows colours.
    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        painted(self.colours, tone, text)
    }
}

/// Something to say that is not data.
pub(crate) fn say(text: &str) {
    // Nobody may be listening; the work goes on.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

pub(crate) fn colours_stderr() -> bool {
    coloured(&io::stderr())
}

pub(crate) fn paint_stderr(tone: Tone, text: &str) -> String {
    painted(colours_stderr(), tone, text)
}

/// Control characters could move a terminal's cursor or hide text, and so could those that turn the
/// direction of all that follows; events of strangers may hold them. What is written from right to left
/// by itself stays as it is.
pub(crate) fn plain(text: &str) -> String {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let unsafe_for_people = |c: char| c.is_control() || turns(c);
    text.chars()
        .map(|c| if unsafe_for_people(c) { '\u{fffd}' } else { c })
        .collect()
}

fn coloured(stream: &impl IsTerminal) -> bool {
    let plain = env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty())
        || env::var_os("TERM").is_some_and(|it| it == "dumb");
    stream.is_terminal() && !plain
}

fn painted(colours: bool, tone: Tone, text: &str) -> String {
    let code = match tone {
        Tone::Good => "32",
        Tone::Warning => "33",
        Tone::Bad => "31",
        Tone::Quiet => "2",
        Tone::Strong => "1",
    };
    if colours {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

fn aligned(cells: &[impl AsRef<str>], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        let cell = cell.as_ref();
        // Writing to a String cannot fail.
        let _ = write!(line, "{cell:<width$}  ");
    }
    line.truncate(line.trim_end().len());
    line
}
