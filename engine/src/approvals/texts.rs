//! Texts that say who somebody is. They are looked at before they are sealed, and shown by nothing.

use std::fmt::{self, Debug};

use super::ApprovalError;

/// What such a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnyPersonText {
    DisplayName,
    GivenName,
    Surname,
    JobTitle,
    Department,
    Input,
}

impl AnyPersonText {
    /// What clouds take.
    const fn most(self) -> usize {
        match self {
            Self::DisplayName | Self::Input => 256,
            Self::JobTitle => 128,
            Self::GivenName | Self::Surname | Self::Department => 64,
        }
    }

    /// The text, if it can be one.
    pub fn of(self, text: &str) -> Result<PersonText, ApprovalError> {
        let text = text.trim();
        let most = self.most();
        let count = text.chars().count();
        if count == 0 || count > most || text.contains(char::is_control) {
            return Err(ApprovalError::PersonText { what: self, most });
        }
        Ok(PersonText(text.to_owned()))
    }
}

impl fmt::Display for AnyPersonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DisplayName => "the name that is shown",
            Self::GivenName => "a given name",
            Self::Surname => "a surname",
            Self::JobTitle => "a job title",
            Self::Department => "a department",
            Self::Input => "a text that is asked for",
        })
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct PersonText(String);

impl PersonText {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Debug for PersonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonText(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_is_called_is_refused_and_not_repeated() {
        let long = "x".repeat(65);
        for text in ["", "  ", "a\nb", "a\u{0}b", &long] {
            let refusal = AnyPersonText::Surname.of(text).unwrap_err();
            assert_eq!(refusal.code(), "PERSON_TEXT_INVALID");
            assert!(!refusal.to_string().contains("xx"), "{refusal}");
        }
        let ada = AnyPersonText::Surname.of(" Lovelace ").unwrap();
        assert_eq!(ada.as_str(), "Lovelace");
        assert!(!format!("{ada:?}").contains("Love"));
    }
}
