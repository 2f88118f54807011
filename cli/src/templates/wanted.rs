//! The flags that say which terms are wanted.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tenantry_domain::cloud::gdap::{AutoExtend, InvalidTerm, RoleId, RoleSet, Term};
use tenantry_domain::gdap_template::{
    AppAccess, GroupPattern, Grouping, MissingGroups, Preset, Share, Terms, roles,
};
use tenantry_domain::text::GroupName;

use super::file;
use crate::exit::Exit;
use crate::failure::Failure;

/// Terms, or changes to them.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// Begin with these terms
    #[arg(long, value_enum, value_name = "PRESET")]
    preset: Option<PresetWord>,
    /// A role, by name or template id, and the group that gets it; once for each role. Without
    /// =GROUP the group is called as --group-pattern or --shared-group say
    #[arg(long = "role", value_name = "ROLE=GROUP", conflicts_with = "preset")]
    roles: Vec<String>,
    /// How long a relationship lasts, 730d at most
    #[arg(long, value_name = "DAYS")]
    term: Option<String>,
    #[command(flatten)]
    extending: Extending,
    /// How many days a customer has to approve, 1 to 90
    #[arg(long, value_name = "DAYS")]
    approval_days: Option<u16>,
    /// After how many hours an undoing that does not succeed calls for attention, 1 to 168
    #[arg(long, value_name = "HOURS")]
    attention_hours: Option<u16>,
    #[command(flatten)]
    missing: Missing,
    /// Who consents to the app in the customer's tenant
    #[arg(long, value_enum, value_name = "WHO")]
    app_access: Option<AccessWord>,
    #[command(flatten)]
    naming: Naming,
    /// All terms at once, as JSON; `templates show --json` prints some as `terms`
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = [
            "preset", "roles", "term", "auto_extend", "no_auto_extend", "approval_days", "attention_hours",
            "create_groups", "refuse_missing_groups", "app_access", "group_pattern", "shared_group",
        ]
    )]
    file: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Extending {
    /// At its end a relationship goes on by itself, half a year at a time
    #[arg(long, conflicts_with = "no_auto_extend")]
    auto_extend: bool,
    /// At its end a relationship ends
    #[arg(long)]
    no_auto_extend: bool,
}

#[derive(Debug, Args)]
struct Missing {
    /// Groups that are missing are created
    #[arg(long, conflicts_with = "refuse_missing_groups")]
    create_groups: bool,
    /// Where a group is missing the onboarding fails
    #[arg(long)]
    refuse_missing_groups: bool,
}

/// How the groups of roles are called.
#[derive(Debug, Args)]
pub(crate) struct Naming {
    /// A group for each role, called like this: "Tenantry - {role}" unless a flag says otherwise
    #[arg(long, value_name = "TEXT", conflicts_with = "shared_group")]
    group_pattern: Option<String>,
    /// One group for all roles
    #[arg(long, value_name = "NAME")]
    shared_group: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PresetWord {
    /// Looks at everything and changes nothing
    ReadOnly,
    /// Looks after users, groups, licences, devices, policies and apps
    Managed,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AccessWord {
    /// The partner consents in the customer's name
    ByPartner,
    /// The customer's own administrator consents
    ByCustomer,
}

impl Naming {
    /// What was asked for; nothing when no flag says.
    fn grouping(&self) -> Result<Option<Grouping>, Failure> {
        if let Some(name) = &self.shared_group {
            return Ok(Some(Grouping::Shared(GroupName::new(name)?)));
        }
        let pattern = self
            .group_pattern
            .as_deref()
            .map(str::parse::<GroupPattern>);
        Ok(pattern.transpose()?.map(Grouping::PerRole))
    }

    pub(super) fn or_default(&self) -> Result<Grouping, Failure> {
        Ok(self.grouping()?.unwrap_or_default())
    }
}

impl Wanted {
    /// Terms from nothing.
    pub(super) fn terms(&self) -> Result<Terms, Failure> {
        if self.preset.is_none() && self.roles.is_empty() && self.file.is_none() {
            let message = "a template needs terms: --preset, --role or --file";
            return Err(Failure::new(
                "USAGE_INVALID",
                Exit::Usage,
                message.to_owned(),
            ));
        }
        let grouping = self.naming.or_default()?;
        let mut base = Preset::Managed.terms(&grouping);
        if !self.roles.is_empty() {
            let roles = asked_roles(&self.roles, &grouping)?;
            let consents = roles.iter().any(|(role, _)| may_consent(*role));
            base.app_access = if consents {
                AppAccess::ByPartner
            } else {
                AppAccess::ByCustomer
            };
        }
        self.change(&base)
    }

    /// These terms, with what the flags say instead.
    pub(super) fn change(&self, base: &Terms) -> Result<Terms, Failure> {
        if let Some(path) = &self.file {
            return file::read(path);
        }
        let grouping = self.naming.grouping()?;
        let mut terms = base.clone();
        if let Some(preset) = self.preset {
            terms = preset.preset().terms(&grouping.unwrap_or_default());
        } else if !self.roles.is_empty() {
            let asked = asked_roles(&self.roles, &grouping.unwrap_or_default())?;
            terms.shares.clear();
            for (role, group) in asked {
                give(&mut terms, role, &group);
            }
        } else if let (Some(grouping), Ok(roles)) = (grouping, RoleSet::new(terms.roles())) {
            terms.shares = grouping.shares(&roles);
        }
        if let Some(term) = &self.term {
            terms.term = days(term)?;
        }
        terms.extend = self.extending.asked().unwrap_or(terms.extend);
        terms.missing_groups = self.missing.asked().unwrap_or(terms.missing_groups);
        terms.approval_days = self.approval_days.unwrap_or(terms.approval_days);
        terms.attention_hours = self.attention_hours.unwrap_or(terms.attention_hours);
        terms.app_access = self.app_access.map_or(terms.app_access, AccessWord::access);
        Ok(terms)
    }

    /// A role with its group, as `ROLE=GROUP` says or, without a group, as the flags do.
    pub(super) fn role_and_group(&self, text: &str) -> Result<(RoleId, GroupName), Failure> {
        role_and_group(text, &self.naming.or_default()?)
    }
}

impl Extending {
    fn asked(&self) -> Option<AutoExtend> {
        match (self.auto_extend, self.no_auto_extend) {
            (true, _) => Some(AutoExtend::HalfYears),
            (_, true) => Some(AutoExtend::Never),
            (false, false) => None,
        }
    }
}

impl Missing {
    fn asked(&self) -> Option<MissingGroups> {
        match (self.create_groups, self.refuse_missing_groups) {
            (true, _) => Some(MissingGroups::Create),
            (_, true) => Some(MissingGroups::Refuse),
            (false, false) => None,
        }
    }
}

impl PresetWord {
    fn preset(self) -> Preset {
        match self {
            Self::ReadOnly => Preset::ReadOnly,
            Self::Managed => Preset::Managed,
        }
    }
}

impl AccessWord {
    fn access(self) -> AppAccess {
        match self {
            Self::ByPartner => AppAccess::ByPartner,
            Self::ByCustomer => AppAccess::ByCustomer,
        }
    }
}

fn may_consent(role: RoleId) -> bool {
    role == roles::APPLICATION_ADMINISTRATOR || role == roles::CLOUD_APPLICATION_ADMINISTRATOR
}

/// `730d`, `730`, `2y` or `P2Y`.
fn days(text: &str) -> Result<Term, InvalidTerm> {
    let text = text.trim().to_uppercase();
    let text = text.strip_prefix('P').unwrap_or(&text);
    let unit = if text.ends_with(|c: char| c.is_ascii_digit()) {
        "D"
    } else {
        ""
    };
    format!("P{text}{unit}").parse()
}

fn asked_roles(texts: &[String], grouping: &Grouping) -> Result<Vec<(RoleId, GroupName)>, Failure> {
    let asked = texts.iter().map(|text| role_and_group(text, grouping));
    asked.collect()
}

fn role_and_group(text: &str, grouping: &Grouping) -> Result<(RoleId, GroupName), Failure> {
    if let Some((role, group)) = text.split_once('=') {
        return Ok((roles::find(role)?, GroupName::new(group)?));
    }
    let role = roles::find(text)?;
    Ok((role, grouping.group_of(role)?))
}

/// Puts a role into a group's hands, the group's other roles left as they are.
pub(super) fn give(terms: &mut Terms, role: RoleId, group: &GroupName) {
    let same =
        |share: &&mut Share| share.group.as_str().to_lowercase() == group.as_str().to_lowercase();
    match terms.shares.iter_mut().find(same) {
        Some(share) => share.roles = share.roles.with(role),
        None => terms.shares.push(Share {
            group: group.clone(),
            roles: RoleSet::of(role),
        }),
    }
}

/// Takes a role out of every group's hands; a group without roles stands there no more.
pub(super) fn take(terms: &mut Terms, role: RoleId) {
    terms.shares.retain_mut(|share| {
        let left = RoleSet::new(share.roles.iter().filter(|it| *it != role));
        left.map(|left| share.roles = left).is_ok()
    });
}
