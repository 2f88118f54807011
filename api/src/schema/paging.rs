//! Pages of a list, as Relay's connections: forward, by cursors that hold on to a row.

use async_graphql::connection::CursorType;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use tenantry_projections::{Cursor, MalformedCursor};

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

/// Declares a node's connection.
macro_rules! connection {
    ($connection:ident, $edge:ident, $node:ty, $row:ty) => {
        /// A row of a list, and its place in it.
        #[derive(Debug, async_graphql::SimpleObject)]
        pub(crate) struct $edge {
            /// Give it as `after` for the page that comes after this row.
            cursor: String,
            /// The row.
            node: $node,
        }

        /// A page of a list.
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $connection {
            /// The rows.
            edges: $crate::schema::edges::Edges<$edge>,
            /// Whether there are more, and where they begin.
            page_info: async_graphql::connection::PageInfo,
        }

        impl $connection {
            pub(crate) fn of(
                page: tenantry_projections::Page<$row>,
                wanted: &$crate::schema::paging::Wanted,
                cursor_of: fn(&$row) -> tenantry_projections::Cursor,
            ) -> Self {
                use async_graphql::connection::CursorType as _;
                let edge = |row: $row| $edge {
                    cursor: $crate::schema::paging::Place(cursor_of(&row).to_string())
                        .encode_cursor(),
                    node: <$node>::from(row),
                };
                let more = page.next.is_some();
                let edges: Vec<$edge> = page.rows.into_iter().map(edge).collect();
                let page_info = async_graphql::connection::PageInfo {
                    has_previous_page: wanted.after.is_some(),
                    has_next_page: more,
                    start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                    end_cursor: edges.last().map(|edge| edge.cursor.clone()),
                };
                let edges = $crate::schema::edges::Edges(edges);
                Self { edges, page_info }
            }
        }

        impl $crate::schema::edges::Edge for $edge {
            type Node = $node;

            fn node(&self) -> &$node {
                &self.node
            }
        }
    };
}
pub(crate) use connection;

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
