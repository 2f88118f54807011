//! Plain pages for people: a heading, some text, a form. They work without scripts, in light and
//! in dark, and for browsers that nobody looks at.

use crate::wire::Reply;
use std::fmt::Write as _;

const STYLE: &str = "\
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
body { overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
ul { padding-left: 1.25rem; }
dt { margin-top: .5rem; }
dd { margin-left: 1.25rem; }
label { display: block; margin: .75rem 0; }
input[type=text], input[type=password] { display: block; width: 100%; }
input[type=text], input[type=password] { box-sizing: border-box; padding: .4rem; font: inherit; }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; vertical-align: -.2rem; }
button { font: inherit; padding: .4rem 1rem; margin: .25rem .5rem .25rem 0; text-align: start; }
:focus-visible { outline: .2rem solid Highlight; outline-offset: .15rem; }
.note { border-left: .25rem solid; padding-left: .75rem; }
@media (max-width: 30rem) { body { margin: 1.5rem auto; } }
footer { margin-top: 3rem; font-size: .85rem; opacity: .75; }";

/// No scripts, no frames, nothing from elsewhere. Where a form's answer leads is a form's target for
/// browsers: apps are on HTTPS or on this machine.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
    form-action https: http://localhost:* http://127.0.0.1:*; frame-ancestors 'none'";

/// Everything that is put into a page goes through here.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A page. `body` is markup already.
pub(crate) fn page(status: u16, title: &str, body: &str) -> Reply {
    with_policy(status, title, body, POLICY)
}

/// A page that is of more use with a script of its own host. It works without.
pub(crate) fn page_with_script(title: &str, body: &str, script: &str) -> Reply {
    let body = format!("{body}<script src=\"{}\"></script>\n", escaped(script));
    let policy = format!("{POLICY}; script-src 'self'");
    with_policy(200, title, &body, &policy)
}

fn with_policy(status: u16, title: &str, body: &str, policy: &str) -> Reply {
    let title = escaped(title);
    let text = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body><main><h1>{title}</h1>\n{body}</main>\n\
         <footer>A simulated cloud: nothing here reaches Microsoft.</footer></body></html>\n"
    );
    Reply::html(status, text)
        .header("Content-Security-Policy", policy)
        .header("Cache-Control", "no-store")
}

/// What is said before the form: that something is wrong. Nothing, when nothing is.
pub(crate) fn note(trouble: &str) -> String {
    if trouble.is_empty() {
        return String::new();
    }
    format!(
        "<p class=\"note\" role=\"alert\">{}</p>\n",
        escaped(trouble)
    )
}

/// A form that posts what is hidden in it together with what is filled in.
pub(crate) struct Form {
    text: String,
}

impl Form {
    pub(crate) fn to(action: &str) -> Self {
        Self {
            text: format!("<form method=\"post\" action=\"{}\">\n", escaped(action)),
        }
    }

    pub(crate) fn hidden(mut self, name: &str, value: &str) -> Self {
        let (name, value) = (escaped(name), escaped(value));
        let _ = writeln!(
            self.text,
            "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"
        );
        self
    }

    /// `known_as`: by which browsers and their helpers know what belongs there.
    fn field(mut self, name: &str, label: &str, kind: &str, known_as: &str, value: &str) -> Self {
        let value = escaped(value);
        let _ = writeln!(
            self.text,
            "<label>{label} <input type=\"{kind}\" name=\"{name}\" value=\"{value}\" \
             autocomplete=\"{known_as}\" autocapitalize=\"none\" spellcheck=\"false\" required></label>"
        );
        self
    }

    pub(crate) fn tick(mut self, name: &str, label: &str) -> Self {
        let (name, label) = (escaped(name), escaped(label));
        let _ = writeln!(
            self.text,
            "<label><input type=\"checkbox\" name=\"{name}\" value=\"yes\"> {label}</label>"
        );
        self
    }

    pub(crate) fn button(mut self, name: &str, value: &str, label: &str) -> Self {
        let (name, value, label) = (escaped(name), escaped(value), escaped(label));
        // Who only wants to leave need not fill in the form.
        let skip = if value == "cancel" || value == "refuse" {
            " formnovalidate"
        } else {
            ""
        };
        let _ = writeln!(
            self.text,
            "<button name=\"{name}\" value=\"{value}\"{skip}>{label}</button>"
        );
        self
    }

    /// Does for the person what the fields are for, so they may stay empty.
    pub(crate) fn offer(mut self, name: &str, value: &str, title: &str) -> Self {
        let (name, value, title) = (escaped(name), escaped(value), escaped(title));
        let _ = writeln!(
            self.text,
            "<p><button name=\"{name}\" value=\"{value}\" formnovalidate>Sign in as {title}</button> {value}</p>"
        );
        self
    }

    pub(crate) fn done(self) -> String {
        self.text + "</form>\n"
    }
}

/// Account, password and second factor.
pub(crate) fn sign_in_fields(form: Form, hint: &str) -> Form {
    form.field("username", "Account", "text", "username", hint)
        .field("password", "Password", "password", "current-password", "")
        .tick("second_factor", "Complete the second factor")
}
