//! What an account is opened with, as it is entered: settings as arguments, secrets from files, from the
//! environment or from a pipe. No message repeats a value, in case it is a secret that went astray.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;

use clap::Args;
use tenantry_domain::cloud::vault::{SecretValue, VaultFault};
use tenantry_domain::cloud::vendor::{InputKind, Vendor};
use tenantry_engine::vendors::EnteredSecrets;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::secret;

#[derive(Debug, Args)]
pub(crate) struct Settings {
    /// A setting, by the name that `vendors kinds` gives it; once for each
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
}

impl Settings {
    pub(super) fn read(&self) -> Result<BTreeMap<String, String>, Failure> {
        let mut read = BTreeMap::new();
        for (name, value) in pairs("--set", "NAME=VALUE", &self.settings)? {
            insert(&mut read, name, value.to_owned())?;
        }
        Ok(read)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Secrets {
    /// The file that holds a secret, by the name that `vendors kinds` gives it; once for each. Those
    /// that are given neither in files nor by --secret-env are read from standard input: one alone,
    /// several as lines NAME=VALUE
    #[arg(long = "secret-file", value_name = "NAME=FILE")]
    files: Vec<String>,
    /// The environment variable that holds a secret; once for each
    #[arg(long = "secret-env", value_name = "NAME=VARIABLE")]
    variables: Vec<String>,
}

impl Secrets {
    /// What was entered; whether it is all that the vendor needs is for the engine to say.
    pub(super) fn read(&self, vendor: Vendor) -> Result<EnteredSecrets, Failure> {
        let mut read = EnteredSecrets::new();
        for (name, file) in pairs("--secret-file", "NAME=FILE", &self.files)? {
            let what = format!("the file of the secret {name:?}");
            let value = secret::from_file_called(&what, Path::new(file))?;
            insert(&mut read, name, value)?;
        }
        for (name, variable) in pairs("--secret-env", "NAME=VARIABLE", &self.variables)? {
            insert(&mut read, name, of_environment(name, variable)?)?;
        }
        let secrets = vendor.inputs().iter();
        let secrets = secrets.filter(|it| it.kind == InputKind::Secret);
        let left = secrets.map(|it| it.name);
        let left: Vec<&str> = left.filter(|name| !read.contains_key(*name)).collect();
        if !left.is_empty() {
            read.extend(piped(&left)?);
        }
        Ok(read)
    }
}

fn pairs<'a>(
    flag: &str,
    form: &str,
    given: &'a [String],
) -> Result<Vec<(&'a str, &'a str)>, Failure> {
    let malformed = || usage(format!("{flag} is given as {form}"));
    let pairs = given
        .iter()
        .map(|it| it.split_once('=').ok_or_else(malformed));
    pairs.collect()
}

fn insert<T>(read: &mut BTreeMap<String, T>, name: &str, value: T) -> Result<(), Failure> {
    match read.insert(name.to_owned(), value) {
        None => Ok(()),
        Some(_) => Err(usage(format!("{name:?} is given twice"))),
    }
}

fn of_environment(name: &str, variable: &str) -> Result<SecretValue, Failure> {
    let text = env::var(variable).map_err(|_| {
        let message =
            format!("the environment variable of the secret {name:?} is not set, or holds no text");
        Failure::new("ENVIRONMENT_UNFIT", Exit::Environment, message)
    })?;
    Ok(SecretValue::new(text)?)
}

/// Those that are left, from standard input. An empty one gives none: what is missing is then told by
/// its name.
fn piped(left: &[&str]) -> Result<EnteredSecrets, Failure> {
    let names = left.join(", ");
    let how = format!("give {names} with --secret-file NAME=FILE or --secret-env NAME=VARIABLE");
    let text = match secret::from_stdin(&how) {
        Ok(text) => text,
        Err(failure) if failure.code() == VaultFault::SecretEmpty.code() => {
            return Ok(EnteredSecrets::new());
        }
        Err(failure) => return Err(failure),
    };
    match left {
        [name] => {
            let prefix = format!("{name}=");
            let value = text.expose().strip_prefix(&prefix);
            let value = value.unwrap_or(text.expose());
            Ok([((*name).to_owned(), SecretValue::new(value)?)].into())
        }
        several => lines(&text, several),
    }
}

fn lines(text: &SecretValue, left: &[&str]) -> Result<EnteredSecrets, Failure> {
    let mut read = EnteredSecrets::new();
    for line in text.expose().lines().filter(|line| !line.trim().is_empty()) {
        let pair = line.split_once('=');
        let Some((name, value)) = pair.filter(|(name, _)| left.contains(name)) else {
            let names = left.join(", ");
            return Err(usage(format!(
                "standard input is to have a line NAME=VALUE for each of {names}, and no other"
            )));
        };
        insert(&mut read, name, SecretValue::new(value)?)?;
    }
    Ok(read)
}

fn usage(message: String) -> Failure {
    Failure::new("USAGE_INVALID", Exit::Usage, message)
}
