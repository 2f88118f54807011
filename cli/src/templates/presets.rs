//! `tenantry templates presets`: terms to begin with.

use clap::Args;
use serde::Serialize;
use tenantry_domain::gdap_template::{Preset, Terms};

use super::show::{self, Given};
use super::wanted::Naming;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Tone};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    naming: Naming,
}

#[derive(Debug, Serialize)]
struct Shown {
    preset: &'static str,
    purpose: &'static str,
    roles: Vec<Given>,
    terms: Terms,
}

pub(super) fn run(asked: &Asked, output: &Output) -> Result<Exit, Failure> {
    let grouping = asked.naming.or_default()?;
    for (place, preset) in Preset::ALL.into_iter().enumerate() {
        let terms = preset.terms(&grouping);
        if output.json {
            output.document(&Shown {
                preset: preset.as_str(),
                purpose: preset.purpose(),
                roles: show::given(&terms),
                terms,
            })?;
            continue;
        }
        if place > 0 {
            output.line("")?;
        }
        let name = output.paint(Tone::Strong, preset.as_str());
        output.line(&format!("{name}  {}", preset.purpose()))?;
        show::print(&terms, output)?;
    }
    Ok(Exit::Ok)
}
