//! `tenantry vendors kinds`: what somebody has to know before anything is connected.

use clap::Args;
use serde::Serialize;
use tenantry_domain::cloud::vendor::{Input, InputKind, RecordKind, Vendor};
use tenantry_vendors::Endpoints;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Tone};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Only this vendor, by its word
    vendor: Option<String>,
}

#[derive(Debug, Serialize)]
struct Shown {
    word: &'static str,
    title: &'static str,
    system: &'static str,
    allows_several: bool,
    inputs: Vec<ShownInput>,
    kinds: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct ShownInput {
    name: &'static str,
    kind: &'static str,
    about: &'static str,
    /// What it can be, where that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
}

impl Shown {
    fn of(vendor: Vendor, places: &Endpoints) -> Self {
        let inputs = vendor.inputs().iter();
        let kinds = vendor.reads().iter().copied().map(RecordKind::as_str);
        Self {
            word: vendor.as_str(),
            title: vendor.title(),
            system: vendor.system().as_str(),
            allows_several: vendor.system().allows_several(),
            inputs: inputs.map(|it| shown(vendor, it, places)).collect(),
            kinds: kinds.collect(),
        }
    }
}

fn shown(vendor: Vendor, input: &Input, places: &Endpoints) -> ShownInput {
    let kind = match input.kind {
        InputKind::Setting => "setting",
        InputKind::OptionalSetting => "optional setting",
        InputKind::Secret => "secret",
    };
    let values = match (vendor, input.name) {
        (Vendor::DattoRmm, "platform") => places.datto_rmm.keys().cloned().collect(),
        (Vendor::ItGlue, "region") => places.it_glue.keys().cloned().collect(),
        _ => Vec::new(),
    };
    ShownInput {
        name: input.name,
        kind,
        about: input.about,
        values,
    }
}

pub(super) fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let wanted: Option<Vendor> = asked.vendor.map(|it| it.parse()).transpose()?;
    let places = config.vendor_places.endpoints();
    let vendors = Vendor::ALL.iter().copied();
    let vendors = vendors.filter(|it| wanted.is_none_or(|wanted| wanted == *it));
    for (place, vendor) in vendors.enumerate() {
        let shown = Shown::of(vendor, &places);
        if output.json {
            output.document(&shown)?;
            continue;
        }
        if place > 0 {
            output.line("")?;
        }
        print(&shown, output)?;
    }
    Ok(Exit::Ok)
}

fn print(vendor: &Shown, output: &Output) -> Result<(), Failure> {
    let word = output.paint(Tone::Strong, vendor.word);
    output.line(&format!("{word}  {} ({})", vendor.title, vendor.system))?;
    for input in &vendor.inputs {
        let (name, kind) = (input.name, input.kind);
        output.line(&format!("  {kind:<18}{name:<18}{}", input.about))?;
        if !input.values.is_empty() {
            output.line(&format!("  {:<36}{}", "", input.values.join(", ")))?;
        }
    }
    output.line(&format!("  {:<18}{}", "reads", vendor.kinds.join(", ")))
}
