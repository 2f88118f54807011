//! Filters as they were seen to work: comparisons with `eq`, joined by `and`, in parentheses.

use super::query::Filterable;
use serde_json::Value;

#[derive(Debug)]
pub(super) enum Filter {
    Equal(String, String),
    Both(Box<Filter>, Box<Filter>),
}

impl Filter {
    pub(super) fn accepts(&self, row: &Value) -> bool {
        match self {
            Self::Both(one, other) => one.accepts(row) && other.accepts(row),
            Self::Equal(path, value) => {
                let step = |at: &Value, name: &str| at.get(name).cloned();
                let found = path
                    .split('/')
                    .try_fold(row.clone(), |at, name| step(&at, name));
                let text = found.as_ref().and_then(Value::as_str);
                text.is_some_and(|text| text.eq_ignore_ascii_case(value))
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq, Clone)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
}

/// Why a filter is refused is the cloud's own sentence.
pub(super) fn parse(text: &str, allowed: &[Filterable]) -> Result<Filter, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        rest: &tokens,
        allowed,
    };
    let filter = parser.conjunction()?;
    if parser.rest.is_empty() {
        Ok(filter)
    } else {
        Err(invalid("Syntax error"))
    }
}

fn invalid(why: &str) -> String {
    format!("Invalid filter clause: {why}.")
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' => {}
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            '\'' => tokens.push(Token::Text(quoted(&mut letters)?)),
            _ => {
                let mut word = String::from(letter);
                while let Some(more) = letters.next_if(|more| !" ()'".contains(*more)) {
                    word.push(more);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok(tokens)
}

/// What stands before the closing quote; two quotes are one.
fn quoted(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    loop {
        match letters.next() {
            None => return Err(invalid("There is an unterminated string literal")),
            Some('\'') if letters.next_if_eq(&'\'').is_some() => text.push('\''),
            Some('\'') => return Ok(text),
            Some(other) => text.push(other),
        }
    }
}

struct Parser<'a> {
    rest: &'a [Token],
    allowed: &'a [Filterable],
}

impl Parser<'_> {
    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first.clone())
    }

    fn conjunction(&mut self) -> Result<Filter, String> {
        let mut filter = self.term()?;
        while let Some(Token::Word(word)) = self.rest.first() {
            if !word.eq_ignore_ascii_case("and") {
                return Err(invalid(&format!("'{word}' is not supported")));
            }
            self.next();
            filter = Filter::Both(Box::new(filter), Box::new(self.term()?));
        }
        Ok(filter)
    }

    fn term(&mut self) -> Result<Filter, String> {
        match self.next() {
            Some(Token::Open) => {
                let inner = self.conjunction()?;
                match self.next() {
                    Some(Token::Close) => Ok(inner),
                    _ => Err(invalid("')' expected")),
                }
            }
            Some(Token::Word(path)) => self.comparison(path),
            _ => Err(invalid("Syntax error")),
        }
    }

    fn comparison(&mut self, path: String) -> Result<Filter, String> {
        let Some(known) = self.allowed.iter().find(|known| known.path == path) else {
            return Err(invalid(&format!("Filtering by '{path}' is not supported")));
        };
        if self.next() != Some(Token::Word("eq".to_owned())) {
            return Err(invalid("Only the operator 'eq' is supported"));
        }
        let Some(Token::Text(value)) = self.next() else {
            return Err(invalid("A string literal was expected"));
        };
        let member = known
            .members
            .is_none_or(|members| members.contains(&value.as_str()));
        if !member {
            return Err(invalid(&format!(
                "'{value}' is not a member of the enumeration"
            )));
        }
        Ok(Filter::Equal(path, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ALLOWED: [Filterable; 2] = [
        Filterable {
            path: "status",
            members: Some(&["active", "created"]),
        },
        Filterable {
            path: "customer/tenantId",
            members: None,
        },
    ];

    #[test]
    fn filters_seen_working_work() {
        let row = json!({"status": "active", "customer": {"tenantId": "c1"}});
        for text in [
            "status eq 'active'",
            "customer/tenantId eq 'c1'",
            "(status eq 'active') AND (customer/tenantId eq 'c1')",
            "status eq 'active' and customer/tenantId eq 'C1'",
            "((status eq 'active'))",
        ] {
            assert!(parse(text, &ALLOWED).unwrap().accepts(&row), "{text}");
        }
        let other = parse("status eq 'created'", &ALLOWED).unwrap();
        assert!(!other.accepts(&row));
        let nobody = json!({"status": "active", "customer": null});
        let theirs = parse("customer/tenantId eq 'c1'", &ALLOWED).unwrap();
        assert!(!theirs.accepts(&nobody));
    }

    #[test]
    fn all_else_is_refused() {
        for text in [
            "",
            "status",
            "status eq",
            "status eq active",
            "status ne 'active'",
            "status eq 'unheard'",
            "status eq 'active' or status eq 'created'",
            "displayName eq 'x'",
            "(status eq 'active'",
            "status eq 'active')",
            "status eq 'active",
            "startswith(displayName,'x')",
        ] {
            assert!(parse(text, &ALLOWED).is_err(), "{text}");
        }
    }
}
