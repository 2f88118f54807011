//! Documents that clients may name by their hash, and whether they may send others.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use tenantry_api::transport::{Documents, Trust, TrustedDocuments};

use crate::failure::Failure;

/// Whose documents have to be known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Only {
    /// Nobody's: known documents are a shorter way to say the same.
    #[default]
    Nobody,
    /// Those of browsers with a session; programs with a token send any.
    Sessions,
    /// Everybody's.
    All,
}

impl Only {
    fn trust(self) -> Trust {
        match self {
            Self::Nobody => Trust::Everything,
            Self::Sessions => Trust::KnownInSessions,
            Self::All => Trust::Known,
        }
    }
}

/// The console's own, where it is served; and every `.graphql` file of the folder is a document, byte for byte.
pub(super) fn of(
    mut texts: Vec<String>,
    folder: Option<&Path>,
    only: Only,
) -> Result<Documents, Failure> {
    if let Some(folder) = folder {
        let unusable = |reason: std::io::Error| {
            Failure::config(format!(
                "the documents in {} cannot be read: {reason}",
                folder.display()
            ))
        };
        for entry in fs::read_dir(folder).map_err(unusable)? {
            let path = entry.map_err(unusable)?.path();
            if path.extension().is_some_and(|it| it == "graphql") {
                texts.push(fs::read_to_string(&path).map_err(unusable)?);
            }
        }
    }
    let lacks = match only {
        Only::Nobody => false,
        Only::Sessions => texts.is_empty(),
        // The console comes with a session: programs need documents of their own.
        Only::All => folder.is_none(),
    };
    if lacks {
        let message =
            "documents_only needs documents: `documents` names a folder of .graphql files";
        return Err(Failure::config(message.to_owned()));
    }
    Ok(Documents {
        known: Arc::new(TrustedDocuments::of(texts)),
        trust: only.trust(),
    })
}
