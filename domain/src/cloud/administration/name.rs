//! The name that an account signs in with.

use std::fmt::{self, Debug};
use std::str::FromStr;

/// The text is no such name. It is not repeated: it says who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a name to sign in with: {problem}")]
pub struct MalformedAccountName {
    pub problem: &'static str,
}

impl MalformedAccountName {
    pub const CODE: &'static str = "MALFORMED_ACCOUNT_NAME";
}

/// Such as `ada@contoso.example`. Large and small letters are the same in it; how it was written stays.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AccountName(String);

impl AccountName {
    /// Letters before the at sign.
    pub const LONGEST_LOCAL: usize = 64;
    /// Letters behind it.
    pub const LONGEST_DOMAIN: usize = 48;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Behind the at sign.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// What mail is addressed to within the tenant, as the cloud wants one for every account: what
    /// stands before the at sign.
    pub fn nickname(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    pub fn is(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other)
    }
}

impl FromStr for AccountName {
    type Err = MalformedAccountName;

    fn from_str(text: &str) -> Result<Self, MalformedAccountName> {
        let refuse = |problem| Err(MalformedAccountName { problem });
        let Some((local, domain)) = text.split_once('@') else {
            return refuse("it has an at sign in the middle");
        };
        if local.is_empty() || local.len() > Self::LONGEST_LOCAL {
            return refuse("1 to 64 characters stand before the at sign");
        }
        if domain.len() > Self::LONGEST_DOMAIN {
            return refuse("48 characters stand behind the at sign at most");
        }
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || "'.-_!#^~".contains(letter);
        if !local.chars().all(allowed) {
            return refuse("before the at sign stand letters, digits and '.-_!#^~ without accents");
        }
        if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return refuse("a dot before the at sign stands between two letters");
        }
        let label = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|it| it.is_ascii_alphanumeric() || it == '-')
        };
        if !domain.contains('.') || !domain.split('.').all(label) {
            return refuse("a domain stands behind the at sign");
        }
        Ok(Self(text.to_owned()))
    }
}

impl Debug for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountName(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart() {
        let name: AccountName = "Ada.O'Neil@contoso.example".parse().unwrap();
        assert_eq!(
            (name.nickname(), name.domain()),
            ("Ada.O'Neil", "contoso.example")
        );
        assert!(name.is("ada.o'neil@CONTOSO.example"));
    }

    #[test]
    fn what_no_account_can_be_called_is_refused_and_not_repeated() {
        let long = format!("{}@a.example", "x".repeat(65));
        let far = format!("ada@{}.example", "x".repeat(41));
        for text in [
            "",
            "ada",
            "@contoso.example",
            "ada@",
            "ada@contoso",
            "ada@@contoso.example",
            "ada@con@toso.example",
            "a da@contoso.example",
            "ädä@contoso.example",
            ".ada@contoso.example",
            "ada.@contoso.example",
            "a..da@contoso.example",
            "ada@.example",
            "ada@-contoso.example",
            "ada@contoso.exämple",
            "ada%00@contoso.example",
            &long,
            &far,
        ] {
            let refusal = text.parse::<AccountName>().unwrap_err();
            assert!(!refusal.to_string().contains("contoso"), "{text}");
        }
        let longest = format!("{}@{}.example", "x".repeat(64), "y".repeat(40));
        assert!(longest.parse::<AccountName>().is_ok());
    }
}
