//! The fields of steps and the limits of marks in words.

use std::collections::BTreeSet;
use std::fmt::Display;

use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::procedure::{Field, Key, Limits, OperationTemplate, UserField, UserTemplate};

type Said = Vec<(&'static str, String)>;

/// What a step does with which value, in the words of the file.
pub(super) fn fields(operation: &OperationTemplate) -> Said {
    match operation {
        OperationTemplate::CreateUser(user) => of_new(user),
        OperationTemplate::DisableUser {
            user,
            remove_licences_after_days,
        } => {
            let days = remove_licences_after_days.as_ref();
            let days = days.map(|it| ("remove-licences-after-days", said(it)));
            std::iter::once(who(user)).chain(days).collect()
        }
        OperationTemplate::EnableUser { user } => vec![who(user)],
        OperationTemplate::AssignLicences {
            user,
            licences,
            usage_location,
        } => {
            let location = usage_location.as_ref();
            let location = location.map(|it| ("usage-location", said(it)));
            let first = [who(user), ("licences", licensed(licences))];
            first.into_iter().chain(location).collect()
        }
        OperationTemplate::RemoveLicences { user, licences } => {
            vec![who(user), ("licences", licensed(licences))]
        }
        OperationTemplate::ArchiveCustomer {}
        | OperationTemplate::WithdrawConsent {}
        | OperationTemplate::EndAccess {} => Vec::new(),
    }
}

fn of_new(user: &UserTemplate) -> Said {
    let keys = [
        ("name", Some(&user.name)),
        ("display-name", Some(&user.display_name)),
        ("given-name", user.given_name.as_ref()),
        ("surname", user.surname.as_ref()),
    ];
    let keys = keys.into_iter();
    let keys = keys.filter_map(|(field, key)| Some((field, asked(key?))));
    let texts = [
        ("job-title", user.job_title.as_ref()),
        ("department", user.department.as_ref()),
    ];
    let texts = texts.into_iter();
    let texts = texts.filter_map(|(field, text)| Some((field, said(text?))));
    let rest = [
        ("usage-location", said(&user.usage_location)),
        ("licences", licensed(&user.licences)),
    ];
    keys.chain(texts).chain(rest).collect()
}

/// Within what a mark holds.
pub(super) fn limits(limits: &Limits) -> Said {
    let listed = |name, items: Vec<String>| (!items.is_empty()).then(|| (name, items.join(", ")));
    let licences = limits.licences.as_ref();
    let licences = licences.map(|it| ("licences", all(it)));
    let customers = limits.customers.iter().map(ToString::to_string).collect();
    let tags = limits.tags.iter().map(ToString::to_string).collect();
    let per_day = ("a day", limits.per_day.to_string());
    let rest = [
        licences,
        listed("customers", customers),
        listed("tags", tags),
    ];
    std::iter::once(per_day)
        .chain(rest.into_iter().flatten())
        .collect()
}

fn who(user: &UserField) -> (&'static str, String) {
    let text = match user {
        UserField::Input(key) => asked(key),
        UserField::MadeBy(step) => format!("whom the step {step} created"),
    };
    ("user", text)
}

fn asked(key: &Key) -> String {
    format!("the input {key}")
}

fn said<T: Display>(field: &Field<T>) -> String {
    match field {
        Field::Fixed(value) => value.to_string(),
        Field::Input(key) => asked(key),
    }
}

fn licensed(field: &Field<BTreeSet<SkuId>>) -> String {
    match field {
        Field::Fixed(licences) if licences.is_empty() => "none".to_owned(),
        Field::Fixed(licences) => all(licences),
        Field::Input(key) => asked(key),
    }
}

fn all(licences: &BTreeSet<SkuId>) -> String {
    let licences: Vec<String> = licences.iter().map(ToString::to_string).collect();
    licences.join(", ")
}
