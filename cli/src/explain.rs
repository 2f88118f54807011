//! `tenantry explain CODE`: the page of an error code.

use clap::Args;
use serde::Serialize;
use strsim::levenshtein;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Tone};
use tenantry_api::pages;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// A code such as DATABASE_UNREACHABLE; without one, all codes are listed
    code: Option<String>,
}

#[derive(Debug, Serialize)]
struct Page<'a> {
    code: &'a str,
    page: &'a str,
}

pub(crate) fn run(asked: &Asked, output: &Output) -> Result<Exit, Failure> {
    let Some(asked) = &asked.code else {
        for code in pages::codes() {
            if output.json {
                output.document(&code)?;
            } else {
                output.line(&code)?;
            }
        }
        return Ok(Exit::Ok);
    };
    let code = asked.trim().to_uppercase().replace('-', "_");
    let Some(page) = pages::page(&code) else {
        return Err(Failure::code_unknown(asked, &near(&code)));
    };
    if output.json {
        output.document(&Page {
            code: &code,
            page: &page,
        })?;
        return Ok(Exit::Ok);
    }
    for line in page.trim_end().lines() {
        match line.trim_start_matches('#') {
            heading if heading.len() < line.len() => {
                output.line(&output.paint(Tone::Strong, heading.trim_start()))?;
            }
            _ => output.line(line)?,
        }
    }
    Ok(Exit::Ok)
}

/// Codes that share most of their words or letters with what was asked.
fn near(code: &str) -> Vec<String> {
    let mut near: Vec<(usize, String)> = pages::codes()
        .into_iter()
        .map(|known| (levenshtein(code, &known), known))
        .filter(|(distance, known)| {
            *distance <= 4 || known.contains(code) || shares_words(code, known)
        })
        .collect();
    near.sort_unstable();
    near.into_iter().take(5).map(|(_, known)| known).collect()
}

fn shares_words(code: &str, known: &str) -> bool {
    let words: Vec<&str> = known.split('_').collect();
    let shared = code.split('_').filter(|word| words.contains(word)).count();
    shared >= 2 || (shared == 1 && code.split('_').count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_forgiven() {
        assert_eq!(near("DATABASE_UNREACHBLE")[0], "DATABASE_UNREACHABLE");
        assert!(near("CUSTOMER").contains(&"CUSTOMER_EXISTS".to_owned()));
        assert!(near("QWERTYUIOP").is_empty());
    }
}
