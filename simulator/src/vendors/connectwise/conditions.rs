//! The language in which ConnectWise is asked for some of its rows: `conditions` and `childConditions`.
//!
//! `status/name = "Active" and (id in (1,2,3) or lastUpdated > [2026-01-01T00:00:00Z])`

mod words;

use serde_json::Value;
use words::{Word, words};

/// One condition, or several.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Compare {
        /// `status/name`: a field, and a field of what is in it.
        path: Vec<String>,
        how: How,
        with: Vec<Value>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Like,
    In,
}

/// Why a condition is none, in words.
pub(super) type Nonsense = String;

impl Condition {
    pub(super) fn read(text: &str) -> Result<Self, Nonsense> {
        let words = words(text)?;
        let mut reader = Reader {
            words: &words,
            at: 0,
        };
        let condition = reader.either()?;
        match reader.next() {
            None => Ok(condition),
            Some(word) => Err(format!("{word:?} is not expected")),
        }
    }

    /// Whether a row is asked for. In a list, one that fits is enough.
    pub(super) fn holds(&self, row: &Value) -> bool {
        match self {
            Self::And(one, other) => one.holds(row) && other.holds(row),
            Self::Or(one, other) => one.holds(row) || other.holds(row),
            Self::Not(inner) => !inner.holds(row),
            Self::Compare { path, how, with } => {
                let mut found = Vec::new();
                follow(row, path, &mut found);
                let fits = |value: &&Value| with.iter().any(|it| how.fits(value, it));
                match how {
                    How::Unequal => found
                        .iter()
                        .all(|value| with.iter().all(|it| How::Unequal.fits(value, it))),
                    _ => found.iter().any(fits),
                }
            }
        }
    }

    /// The fields that are asked about.
    pub(super) fn fields(&self) -> Vec<&str> {
        match self {
            Self::And(one, other) | Self::Or(one, other) => {
                let mut fields = one.fields();
                fields.extend(other.fields());
                fields
            }
            Self::Not(inner) => inner.fields(),
            Self::Compare { path, .. } => path.first().map(String::as_str).into_iter().collect(),
        }
    }
}

/// What is at the end of a path; nothing there is `null`.
fn follow<'a>(value: &'a Value, path: &[String], found: &mut Vec<&'a Value>) {
    match (value, path.split_first()) {
        (Value::Array(items), Some(_)) => {
            for item in items {
                follow(item, path, found);
            }
        }
        (value, None) => found.push(value),
        (value, Some((first, rest))) => match value.get(first) {
            Some(inner) => follow(inner, rest, found),
            None => found.push(&Value::Null),
        },
    }
}

impl How {
    /// Texts are compared as the database behind it does, without regard to capitals.
    fn fits(self, value: &Value, with: &Value) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let order = order(value, with);
        match self {
            Self::Equal | Self::In => order == Some(Equal),
            Self::Unequal => order != Some(Equal),
            Self::Less => order == Some(Less),
            Self::LessOrEqual => matches!(order, Some(Less | Equal)),
            Self::Greater => order == Some(Greater),
            Self::GreaterOrEqual => matches!(order, Some(Greater | Equal)),
            Self::Contains => match (value, with) {
                (Value::String(text), Value::String(part)) => {
                    text.to_lowercase().contains(&part.to_lowercase())
                }
                _ => false,
            },
            Self::Like => match (value, with) {
                (Value::String(text), Value::String(pattern)) => {
                    alike(&text.to_lowercase(), &pattern.to_lowercase())
                }
                _ => false,
            },
        }
    }
}

fn order(one: &Value, other: &Value) -> Option<std::cmp::Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::String(one), Value::String(other)) => {
            Some(one.to_lowercase().cmp(&other.to_lowercase()))
        }
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Null, Value::Null) => Some(std::cmp::Ordering::Equal),
        _ => None,
    }
}

/// `%` and `*` stand for anything.
fn alike(text: &str, pattern: &str) -> bool {
    let parts: Vec<&str> = pattern.split(['%', '*']).collect();
    let [first, middle @ .., last] = parts.as_slice() else {
        return text == pattern;
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

struct Reader<'a> {
    words: &'a [Word],
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<&Word> {
        let word = self.words.get(self.at);
        self.at += 1;
        word
    }

    fn comes(&mut self, word: &str) -> bool {
        let there = matches!(self.words.get(self.at), Some(Word::Bare(it)) if it.eq_ignore_ascii_case(word));
        if there {
            self.at += 1;
        }
        there
    }

    fn sign(&mut self, sign: &str) -> bool {
        let there = matches!(self.words.get(self.at), Some(Word::Sign(it)) if *it == sign);
        if there {
            self.at += 1;
        }
        there
    }

    fn either(&mut self) -> Result<Condition, Nonsense> {
        let mut condition = self.both()?;
        while self.comes("or") {
            condition = Condition::Or(Box::new(condition), Box::new(self.both()?));
        }
        Ok(condition)
    }

    fn both(&mut self) -> Result<Condition, Nonsense> {
        let mut condition = self.one()?;
        while self.comes("and") {
            condition = Condition::And(Box::new(condition), Box::new(self.one()?));
        }
        Ok(condition)
    }

    fn one(&mut self) -> Result<Condition, Nonsense> {
        if self.comes("not") {
            return Ok(Condition::Not(Box::new(self.one()?)));
        }
        if self.sign("(") {
            let inner = self.either()?;
            return if self.sign(")") {
                Ok(inner)
            } else {
                Err("a parenthesis is not closed".to_owned())
            };
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Condition, Nonsense> {
        let path = match self.next() {
            Some(Word::Bare(path)) => path.split('/').map(str::to_owned).collect(),
            other => return Err(format!("a field is expected, not {other:?}")),
        };
        let turned = self.comes("not");
        let how = self.how()?;
        let with = if how == How::In {
            self.list()?
        } else {
            vec![self.value()?]
        };
        let compare = Condition::Compare { path, how, with };
        Ok(if turned {
            Condition::Not(Box::new(compare))
        } else {
            compare
        })
    }

    fn how(&mut self) -> Result<How, Nonsense> {
        Ok(match self.next() {
            Some(Word::Sign("=")) => How::Equal,
            Some(Word::Sign("!=")) => How::Unequal,
            Some(Word::Sign("<")) => How::Less,
            Some(Word::Sign("<=")) => How::LessOrEqual,
            Some(Word::Sign(">")) => How::Greater,
            Some(Word::Sign(">=")) => How::GreaterOrEqual,
            Some(Word::Bare(word)) if word.eq_ignore_ascii_case("contains") => How::Contains,
            Some(Word::Bare(word)) if word.eq_ignore_ascii_case("like") => How::Like,
            Some(Word::Bare(word)) if word.eq_ignore_ascii_case("in") => How::In,
            other => return Err(format!("an operator is expected, not {other:?}")),
        })
    }

    fn list(&mut self) -> Result<Vec<Value>, Nonsense> {
        if !self.sign("(") {
            return Err("a list in parentheses is expected".to_owned());
        }
        let mut values = vec![self.value()?];
        while self.sign(",") {
            values.push(self.value()?);
        }
        if self.sign(")") {
            Ok(values)
        } else {
            Err("a list is not closed".to_owned())
        }
    }

    fn value(&mut self) -> Result<Value, Nonsense> {
        match self.next() {
            Some(Word::Text(text) | Word::Date(text)) => Ok(Value::from(text.as_str())),
            Some(Word::Bare(word)) => match word.to_ascii_lowercase().as_str() {
                "true" => Ok(Value::from(true)),
                "false" => Ok(Value::from(false)),
                "null" => Ok(Value::Null),
                other => {
                    let number = other.parse::<serde_json::Number>();
                    number
                        .map(Value::Number)
                        .map_err(|_| format!("{word:?} is no value"))
                }
            },
            other => Err(format!("a value is expected, not {other:?}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn holds(text: &str) -> bool {
        let row = json!({
            "id": 250, "name": "Contoso & \"Sons\"", "deletedFlag": false, "quantity": 20.5,
            "status": {"id": 1, "name": "Active"}, "parent": null,
            "types": [{"id": 1, "name": "Customer"}, {"id": 4, "name": "Partner"}],
            "lastUpdated": "2026-10-01T10:00:00Z",
        });
        Condition::read(text).unwrap().holds(&row)
    }

    #[test]
    fn what_is_asked_for_holds() {
        for text in [
            "id=250",
            "id = 250 and deletedFlag = False",
            "deletedFlag=false AND status/name=\"active\"",
            "name contains \"toso\"",
            "name like \"con%\"",
            "name = \"Contoso & \\\"Sons\\\"\"",
            "id in (1,250)",
            "id not in (1, 2)",
            "not id = 1",
            "types/name = \"Partner\"",
            "lastUpdated > [2026-01-01T00:00:00Z]",
            "quantity >= 20.5 and quantity <= 20.5",
            "(id = 1 or id = 250) and not (id < 10 or id > 300)",
            "parent = null",
            "id != 7",
            "id = 1 or id = 250 and deletedFlag = false",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in [
            "id = 251",
            "deletedFlag = True",
            "types/name = \"Vendor\"",
            "name like \"toso\"",
            "lastUpdated > [2027-01-01T00:00:00Z]",
            "id in (1,2)",
            "id != 250",
            "name != \"contoso & \\\"sons\\\"\"",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for text in [
            "",
            "id",
            "id =",
            "id = 1 and",
            "(id = 1",
            "id in 1",
            "id in (1",
            "id is 1",
            "name = Contoso",
            "name = \"Contoso",
            "id = 1 2",
            "id ~ 1",
            "lastUpdated > [2026",
        ] {
            assert!(Condition::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_fields_are_named() {
        let condition = Condition::read("id = 1 and not (status/name = \"x\" or name = \"y\")");
        assert_eq!(condition.unwrap().fields(), ["id", "status", "name"]);
    }
}
