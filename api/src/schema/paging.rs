//! Pages of a list, as Relay's connections: forward, by cursors that hold on to a row.

use async_graphql::OutputType;
use async_graphql::connection::{
    Connection, CursorType, DefaultConnectionName, DefaultEdgeName, DisableNodesField, Edge,
    EmptyFields,
};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use tenantry_projections::{Cursor, MalformedCursor, Page};

use super::fault::Fault;

/// The rows of a page unless a number is given, and the most of them.
pub(crate) const FIRST: i32 = 50;
pub(crate) const MOST: u32 = 200;

/// A row's place, opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place(pub(crate) String);

impl CursorType for Place {
    type Error = MalformedCursor;

    fn decode_cursor(text: &str) -> Result<Self, MalformedCursor> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text);
        let bytes = bytes.map_err(|_| MalformedCursor)?;
        String::from_utf8(bytes)
            .map(Self)
            .map_err(|_| MalformedCursor)
    }

    fn encode_cursor(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(&self.0)
    }
}

/// A page of nodes.
pub(crate) type Nodes<N> = Connection<
    Place,
    N,
    EmptyFields,
    EmptyFields,
    DefaultConnectionName,
    DefaultEdgeName,
    DisableNodesField,
>;

/// How much of a list is wanted.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) first: u32,
    pub(crate) after: Option<String>,
}

impl Wanted {
    pub(crate) fn new(first: Option<i32>, after: Option<&str>) -> Result<Self, Fault> {
        let first = first.unwrap_or(FIRST);
        let fitting = u32::try_from(first)
            .ok()
            .filter(|it| (1..=MOST).contains(it));
        let first = fitting.ok_or_else(|| {
            let message = format!("a page has 1 to {MOST} rows, not {first}");
            Fault::input("PAGE_SIZE_INVALID", message)
        })?;
        let after = after.map(Place::decode_cursor).transpose()?;
        Ok(Self {
            first,
            after: after.map(|place| place.0),
        })
    }

    /// The place in a list of a query table.
    pub(crate) fn cursor(&self) -> Result<Option<Cursor>, Fault> {
        Ok(self.after.as_deref().map(str::parse).transpose()?)
    }
}

/// A page of a query table as a connection.
pub(crate) fn nodes<R, N: OutputType + From<R>>(
    page: Page<R>,
    wanted: &Wanted,
    cursor_of: fn(&R) -> Cursor,
) -> Nodes<N> {
    let mut nodes = Nodes::new(wanted.after.is_some(), page.next.is_some());
    let edges = page.rows.into_iter().map(|row| {
        let place = Place(cursor_of(&row).to_string());
        Edge::new(place, N::from(row))
    });
    nodes.edges.extend(edges);
    nodes
}
