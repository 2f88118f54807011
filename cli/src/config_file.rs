//! The configuration file as it is written. What it says in vain is refused, with its line and, where
//! one is near, the word that was meant.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::failure::Failure;
use crate::near::nearest;

pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = fs::read_to_string(path).map_err(|reason| {
        Failure::config(format!("{} cannot be read: {reason}", path.display()))
    })?;
    toml::from_str(&text).map_err(|reason| {
        let what = told(&text, &reason, "setting");
        Failure::config(format!("{}{what}", path.display()))
    })
}

/// The message alone: the excerpt that comes with it may show a password. `what` is what a key stands for.
pub(crate) fn told(text: &str, reason: &toml::de::Error, what: &str) -> String {
    let before = reason.span().and_then(|span| text.get(..span.start));
    let line = before.map(|before| before.matches('\n').count() + 1);
    let place = line.map_or_else(String::new, |line| format!(", line {line}"));
    let Some((key, known)) = unknown(reason.message()) else {
        return format!("{place}: {}", reason.message());
    };
    let table = before.and_then(table_of);
    let table = table.map_or_else(String::new, |table| format!(" in [{table}]"));
    let meant = match nearest(key, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    };
    format!("{place}: there is no {what} `{key}`{table}; {meant}")
}

/// The key that is not known, and those that are: the library has both in its message alone.
fn unknown(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let (key, known) = rest.rsplit_once("`, expected ")?;
    Some((key, known.split('`').skip(1).step_by(2).collect()))
}

/// The table that a place of the file is in, by the last heading before it.
fn table_of(before: &str) -> Option<&str> {
    let (whole_lines, _) = before.rsplit_once('\n')?;
    let heading = whole_lines
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix('['))?;
    heading.split(']').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only whether it can be read counts")]
    struct File {
        public_url: Option<String>,
        server: Option<Server>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only whether it can be read counts")]
    struct Server {
        listen: Option<String>,
        metrics: Option<bool>,
    }

    #[test]
    fn what_is_not_known_is_told_with_its_line_and_what_was_meant() {
        for (text, what) in [
            (
                "# ours\npublik_url = \"x\"",
                ", line 2: there is no setting `publik_url`; did you mean `public_url`?",
            ),
            (
                "[server]\nmetrics = true\n\nlissten = \"x\"",
                ", line 4: there is no setting `lissten` in [server]; did you mean `listen`?",
            ),
            (
                "server = { lissten = \"x\" }",
                ", line 1: there is no setting `lissten`; did you mean `listen`?",
            ),
            (
                "[server]\ncolour = 1",
                ", line 2: there is no setting `colour` in [server]; there are listen, metrics",
            ),
            (
                "[servers]\nlisten = \"x\"",
                ", line 1: there is no setting `servers`; did you mean `server`?",
            ),
        ] {
            let refused = toml::from_str::<File>(text).err();
            assert_eq!(
                refused.map(|it| told(text, &it, "setting")).as_deref(),
                Some(what)
            );
        }
    }

    #[test]
    fn what_has_the_wrong_form_is_told_without_what_it_says() {
        let text = "public_url = \"x\"\n[server]\nmetrics = \"hunter2\"";
        let refused = toml::from_str::<File>(text).err();
        let what = refused
            .map(|it| told(text, &it, "setting"))
            .unwrap_or_default();
        assert!(what.starts_with(", line 3: "), "{what}");
    }
}
