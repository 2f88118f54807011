//! Changed rows on their way to a store, column by column, which is how both databases take many
//! rows at once.

use tenantry_domain::ids::MspId;
use uuid::Uuid;

use crate::declaration::{Cell, Column, Kind};

/// All that one commit changes in a query table, or a part of it.
#[derive(Debug)]
pub(crate) struct Changes {
    /// Rows known not to be stored yet.
    pub(crate) fresh: Sheet,
    /// Rows that are stored.
    pub(crate) changed: Sheet,
    /// Rows to be deleted.
    pub(crate) gone: Vec<(MspId, Uuid)>,
}

impl Changes {
    pub(crate) fn new(columns: &[Column]) -> Self {
        Self {
            fresh: Sheet::new(columns),
            changed: Sheet::new(columns),
            gone: Vec::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.fresh.len() + self.changed.len() + self.gone.len()
    }
}

#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) msps: Vec<Uuid>,
    pub(crate) ids: Vec<Uuid>,
    pub(crate) columns: Vec<Values>,
}

#[derive(Debug)]
pub(crate) enum Values {
    Uuid(Vec<Option<Uuid>>),
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    /// Lists as JSON texts.
    List(Vec<Option<String>>),
}

impl Sheet {
    fn new(columns: &[Column]) -> Self {
        Self {
            msps: Vec::new(),
            ids: Vec::new(),
            columns: columns.iter().map(|c| Values::of(c.kind)).collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub(crate) fn push(&mut self, msp: MspId, id: Uuid, cells: Vec<Cell<'_>>) {
        self.msps.push(msp.as_uuid());
        self.ids.push(id);
        for (values, cell) in self.columns.iter_mut().zip(cells) {
            values.push(cell);
        }
    }
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Uuid => Self::Uuid(Vec::new()),
            Kind::Text => Self::Text(Vec::new()),
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::Bool => Self::Bool(Vec::new()),
            Kind::List => Self::List(Vec::new()),
        }
    }

    // A row's cells have the kinds of its columns: both come from the same fields.
    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Uuid(values), Cell::Uuid(id)) => values.push(Some(id)),
            (Self::Text(values), Cell::Text(text)) => values.push(Some(text.into_owned())),
            (Self::Integer(values), Cell::Integer(number)) => values.push(Some(number)),
            (Self::Bool(values), Cell::Bool(yes)) => values.push(Some(yes)),
            (Self::List(values), Cell::List(texts)) => values.push(Some(json_of(&texts))),
            (Self::Uuid(values), _) => values.push(None),
            (Self::Text(values) | Self::List(values), _) => values.push(None),
            (Self::Integer(values), _) => values.push(None),
            (Self::Bool(values), _) => values.push(None),
        }
    }
}

/// A list of texts as JSON.
pub(crate) fn json_of(texts: &[String]) -> String {
    // Texts always serialise.
    serde_json::to_string(texts).unwrap_or_else(|_| "[]".to_owned())
}

/// The list in a JSON text this program wrote.
pub(crate) fn texts_of(json: &str) -> Option<Vec<String>> {
    serde_json::from_str(json).ok()
}
