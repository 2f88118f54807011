//! With which values the program runs, and where each came from: defaults, the file, the
//! environment, flags; the last one wins.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tenantry_http::Http;
use tenantry_ledger::DatabaseUrl;
use url::Url;
#[cfg(feature = "demo")]
use uuid::Uuid;

use crate::args::Global;
use crate::config_file::read;
use crate::failure::Failure;
use crate::places::{self, Places};
use crate::receivers::{Receivers, WrittenMail, WrittenNotices};
use crate::serve::{self, Serving};
use crate::telemetry::{self, Telemetry};
use crate::vendor_places::{self, VendorPlaces};

/// Whoever waits a little longer for a connection to the database has nothing to act upon.
const LOG: &str = "warn,sqlx=error";

pub(crate) struct Config {
    pub(crate) data_dir: Setting<PathBuf>,
    pub(crate) database_url: Setting<DatabaseUrl>,
    /// The file that was read.
    pub(crate) file: Option<PathBuf>,
    /// What the installation is called in checkpoints; only asked when the signing key is made.
    pub(crate) installation: Option<Setting<String>>,
    /// The file that secrets are kept in, encrypted; or the address of an Azure Key Vault.
    pub(crate) vault: Setting<PathBuf>,
    /// The key of the vault, unless the environment holds it.
    pub(crate) vault_key_file: Setting<PathBuf>,
    /// Certificates trusted beside the public ones, as PEM: a company's own proxy.
    pub(crate) extra_roots: Option<Setting<PathBuf>>,
    /// Where this installation is reached from outside.
    pub(crate) public_url: Option<Setting<Url>>,
    /// Where calls to the clouds go through. It may hold a password.
    proxy: Option<String>,
    /// Which of Microsoft's clouds, and where it is.
    pub(crate) places: Places,
    /// Where other vendors are.
    pub(crate) vendor_places: VendorPlaces,
    /// Who may be told what happens.
    pub(crate) receivers: Receivers,
    pub(crate) serving: Serving,
    /// Where it is told what the program is busy with, if anywhere.
    pub(crate) telemetry: Option<Telemetry>,
    pub(crate) log: Setting<String>,
    pub(crate) log_format: Setting<String>,
}

/// Where a demonstration lies, and where its clouds are.
#[cfg(feature = "demo")]
#[derive(Debug)]
pub(crate) struct Simulated {
    pub(crate) folder: PathBuf,
    /// Where the ledger is, unless a flag says otherwise.
    pub(crate) database: DatabaseUrl,
    /// Certificates that the clouds are known by.
    pub(crate) roots: PathBuf,
    pub(crate) places: Places,
    pub(crate) vendors: VendorPlaces,
    pub(crate) public_url: Url,
    pub(crate) sign_in_app: Uuid,
}

#[derive(Debug, Clone)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) from: Origin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File,
    Environment,
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "environment",
            Self::Flag => "flag",
        })
    }
}

/// The file. Whatever it does not say is left to the defaults; what it says in vain is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    data_dir: Option<PathBuf>,
    database_url: Option<String>,
    installation: Option<String>,
    vault: Option<PathBuf>,
    vault_key_file: Option<PathBuf>,
    extra_roots: Option<PathBuf>,
    public_url: Option<String>,
    proxy: Option<String>,
    cloud: Option<String>,
    endpoints: Option<places::Written>,
    vendors: Option<vendor_places::Written>,
    notices: Option<WrittenNotices>,
    mail: Option<WrittenMail>,
    server: Option<serve::Written>,
    telemetry: Option<telemetry::Written>,
    log: Option<String>,
    log_format: Option<String>,
}

impl Config {
    pub(crate) fn gather(flags: &Global) -> Result<Self, Failure> {
        let named = layered(flags.config.clone(), "TENANTRY_CONFIG", None);
        let early = layered(flags.data_dir.clone(), "TENANTRY_DATA_DIR", None);
        let (path, file) = match named {
            Some(named) => (Some(named.value.clone()), read(&named.value)?),
            None => beside_the_data(early.as_ref())?,
        };
        let data_dir = layered(flags.data_dir.clone(), "TENANTRY_DATA_DIR", file.data_dir);
        let data_dir = match data_dir {
            Some(data_dir) => data_dir,
            None => default_data_dir()?,
        };
        let url = layered(
            flags.database_url.clone(),
            "TENANTRY_DATABASE_URL",
            file.database_url,
        );
        let database_url = match url {
            Some(url) => Setting {
                value: url.value.parse()?,
                from: url.from,
            },
            None => Setting {
                value: DatabaseUrl::Sqlite(data_dir.value.join("tenantry.db")),
                from: Origin::Default,
            },
        };
        let public_url = layered(None, "TENANTRY_PUBLIC_URL", file.public_url);
        let public_url = public_url.as_ref().map(public_url_of).transpose()?;
        let vault_key_file = layered(None, "TENANTRY_VAULT_KEY_FILE", file.vault_key_file);
        Ok(Self {
            vault: layered(None, "TENANTRY_VAULT", file.vault).unwrap_or_else(|| Setting {
                value: vault_in(&data_dir.value),
                from: Origin::Default,
            }),
            vault_key_file: vault_key_file.unwrap_or_else(|| Setting {
                value: vault_key_in(&data_dir.value),
                from: Origin::Default,
            }),
            extra_roots: layered(None, "TENANTRY_EXTRA_ROOTS", file.extra_roots),
            serving: Serving::gather(file.server, public_url.clone())?,
            telemetry: Telemetry::gather(file.telemetry)?,
            public_url,
            proxy: layered(None, "TENANTRY_PROXY", file.proxy).map(|it| it.value),
            places: Places::gather(
                layered(None, "TENANTRY_CLOUD", file.cloud).as_ref(),
                variable("TENANTRY_ENDPOINTS").as_deref(),
                file.endpoints,
            )?,
            vendor_places: VendorPlaces::gather(file.vendors)?,
            receivers: Receivers::gather(file.notices, file.mail)?,
            data_dir,
            database_url,
            file: path,
            installation: layered(None, "TENANTRY_INSTALLATION", file.installation),
            log: layered(None, "TENANTRY_LOG", file.log).unwrap_or_else(|| default(LOG)),
            log_format: layered(None, "TENANTRY_LOG_FORMAT", file.log_format)
                .unwrap_or_else(|| default("text")),
        })
    }

    /// The same program in a folder of its own, with simulated clouds. Of the outside only the log
    /// counts, and a database that a flag names.
    #[cfg(feature = "demo")]
    pub(crate) fn of_demo(&self, simulated: Simulated) -> Self {
        let folder = simulated.folder;
        let database_url = match self.database_url.from {
            Origin::Flag => self.database_url.clone(),
            _ => Setting {
                value: simulated.database,
                from: Origin::Default,
            },
        };
        Self {
            vault: flag(vault_in(&folder)),
            vault_key_file: flag(vault_key_in(&folder)),
            extra_roots: Some(flag(simulated.roots)),
            public_url: Some(flag(simulated.public_url.clone())),
            proxy: None,
            places: simulated.places,
            vendor_places: simulated.vendors,
            receivers: Receivers::default(),
            serving: Serving::of_demo(simulated.public_url, simulated.sign_in_app),
            telemetry: self.telemetry.clone(),
            data_dir: flag(folder),
            database_url,
            file: None,
            installation: Some(flag("demo".to_owned())),
            log: self.log.clone(),
            log_format: self.log_format.clone(),
        }
    }

    /// How the clouds are reached from here.
    pub(crate) fn http(&self) -> Result<Http, Failure> {
        Http::new(self.stack()?).map_err(|error| Failure::config(error.to_string()))
    }

    /// With which trust, proxy and limits anything is reached from here.
    pub(crate) fn stack(&self) -> Result<tenantry_http::Settings, Failure> {
        let mut limits = tenantry_microsoft::limits();
        limits.exceptions.extend(tenantry_vendors::budgets());
        let mut settings = tenantry_http::Settings {
            limits,
            ..tenantry_http::Settings::default()
        };
        settings.extra_roots_pem.extend(self.extra_roots_pem()?);
        if let Some(proxy) = &self.proxy {
            // The address is not repeated: it may hold a password.
            let proxy = proxy.parse().map_err(|reason| {
                Failure::config(format!("the proxy is not an address: {reason}"))
            })?;
            settings.proxy = Some(proxy);
        }
        Ok(settings)
    }

    /// The certificates that are trusted beside the public ones.
    pub(crate) fn extra_roots_pem(&self) -> Result<Option<String>, Failure> {
        let Some(roots) = &self.extra_roots else {
            return Ok(None);
        };
        let path = roots.value.display();
        let pem = fs::read_to_string(&roots.value);
        pem.map(Some)
            .map_err(|reason| Failure::config(format!("{path} cannot be read: {reason}")))
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.data_dir.value.join("keys").join("ledger.key")
    }

    pub(crate) fn checkpoints(&self) -> PathBuf {
        self.data_dir.value.join("checkpoints")
    }
}

fn vault_in(data_dir: &Path) -> PathBuf {
    data_dir.join("tenantry.vault")
}

fn vault_key_in(data_dir: &Path) -> PathBuf {
    data_dir.join("keys").join("vault.key")
}

pub(crate) fn flag<T>(value: T) -> Setting<T> {
    Setting {
        value,
        from: Origin::Flag,
    }
}

pub(crate) fn default(value: &str) -> Setting<String> {
    Setting {
        value: value.to_owned(),
        from: Origin::Default,
    }
}

/// Others are sent there with what is meant for us.
fn public_url_of(given: &Setting<String>) -> Result<Setting<Url>, Failure> {
    let value = places::bare_host(&given.value).ok_or_else(|| {
        Failure::config(
            "the public URL is https:// and a host, with a port where it needs one, and no more"
                .to_owned(),
        )
    })?;
    let from = given.from;
    Ok(Setting { value, from })
}

/// An empty variable counts as not set: that is how scripts unset one for a single command.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn layered<T: From<String>>(flag: Option<T>, name: &str, file: Option<T>) -> Option<Setting<T>> {
    let variable = variable(name);
    let layers = [
        (flag, Origin::Flag),
        (variable.map(T::from), Origin::Environment),
        (file, Origin::File),
    ];
    let mut given = layers
        .into_iter()
        .filter_map(|(value, from)| value.map(|value| Setting { value, from }));
    given.next()
}

fn beside_the_data(
    data_dir: Option<&Setting<PathBuf>>,
) -> Result<(Option<PathBuf>, Written), Failure> {
    let folder = match data_dir {
        Some(data_dir) => data_dir.value.clone(),
        None => default_data_dir()?.value,
    };
    let path = folder.join("tenantry.toml");
    if path.is_file() {
        let file = read(&path)?;
        return Ok((Some(path), file));
    }
    Ok((None, Written::default()))
}

fn default_data_dir() -> Result<Setting<PathBuf>, Failure> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    let base = set("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".local/share")));
    match base {
        Some(base) => Ok(Setting {
            value: base.join("tenantry"),
            from: Origin::Default,
        }),
        None => Err(Failure::config(
            "there is no home folder to keep data in; set TENANTRY_DATA_DIR".to_owned(),
        )),
    }
}
