//! Plain pages for people: a heading, some text, a form. They work without scripts, in light and
//! in dark, and for browsers that nobody looks at.

use crate::wire::Reply;
use std::fmt::Write as _;

const STYLE: &str = "\
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
label, .list { display: block; margin: .75rem 0; }
input[type=text], input[type=password] { display: block; width: 100%; }
input[type=text], input[type=password] { box-sizing: border-box; padding: .4rem; font: inherit; }
button { font: inherit; padding: .4rem 1rem; margin-right: .5rem; }
.note { border-left: .25rem solid; padding-left: .75rem; }
footer { margin-top: 3rem; font-size: .85rem; opacity: .75; }";

/// No scripts, no frames, nothing from elsewhere.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action https:; frame-ancestors 'none'";

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
    let title = escaped(title);
    let text = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body><main><h1>{title}</h1>\n{body}</main>\n\
         <footer>A simulated cloud: nothing here reaches Microsoft.</footer></body></html>\n"
    );
    Reply::html(status, text)
        .header("Content-Security-Policy", POLICY)
        .header("Cache-Control", "no-store")
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

    pub(crate) fn field(mut self, name: &str, label: &str, kind: &str, value: &str) -> Self {
        let (name, label, value) = (escaped(name), escaped(label), escaped(value));
        let _ = writeln!(
            self.text,
            "<label>{label} <input type=\"{kind}\" name=\"{name}\" value=\"{value}\" required></label>"
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

    pub(crate) fn done(self) -> String {
        self.text + "</form>\n"
    }
}

/// Account, password and second factor.
pub(crate) fn sign_in_fields(form: Form, hint: &str) -> Form {
    form.field("username", "Account", "text", hint)
        .field("password", "Password", "password", "")
        .tick("second_factor", "Complete the second factor")
}
