//! What is not right with something, in plain words.

use async_graphql::SimpleObject;

use crate::pages;

/// Something that is not right, in plain words.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Problem {
    /// Stays the same in all languages and versions.
    code: String,
    /// One sentence for people.
    sentence: Option<String>,
    /// What was met, for those who look into it.
    detail: Option<String>,
    /// What to do about it.
    remedy: Option<String>,
    /// Who can do that.
    who_acts: Option<String>,
    /// Where the page of this code is, on this server.
    help_page: String,
}

impl Problem {
    pub(crate) fn new(code: &str, detail: Option<&str>) -> Self {
        Self {
            code: code.to_owned(),
            sentence: pages::meaning(code),
            detail: detail.filter(|it| !it.is_empty()).map(str::to_owned),
            remedy: pages::remedy(code),
            who_acts: pages::who_acts(code),
            help_page: format!("/help/{code}"),
        }
    }
}

/// The codes of a row's drift, each with its page.
pub(crate) fn drift(codes: Option<&str>) -> Vec<Problem> {
    let codes = codes.unwrap_or_default().split_whitespace();
    codes
        .map(|code| Problem::new(code.trim_matches(','), None))
        .collect()
}
