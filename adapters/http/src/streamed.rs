//! A body that is read piece by piece: reports and photos, which need not fit into memory.

use crate::budget::Share;
use crate::call::Call;
use crate::exchange;
use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use std::fmt;
use tenantry_domain::cloud::{CloudFault, Effect};
use uuid::Uuid;

/// Holds its share of the budget until it is read or dropped.
pub struct Streamed {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub correlation_id: String,
    response: Response,
    call: Call,
    read: usize,
    _share: Share,
}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streamed")
            .field("status", &self.status)
            .field("read", &self.read)
            .finish_non_exhaustive()
    }
}

impl Streamed {
    pub(crate) fn new(response: Response, call: &Call, id: Uuid, share: Share) -> Self {
        let headers = response.headers().clone();
        let correlation_id = exchange::correlation(&headers, id);
        let status = response.status();
        Self {
            status,
            headers,
            correlation_id,
            response,
            call: call.clone(),
            read: 0,
            _share: share,
        }
    }

    /// The next piece; nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, CloudFault> {
        let chunk = self.response.chunk().await.map_err(|error| {
            let fault = exchange::transport_fault(self.call.api, &error);
            self.spoiled(fault)
        })?;
        self.read += chunk.as_ref().map_or(0, Bytes::len);
        if self.read > self.call.limit {
            return Err(self.spoiled(exchange::too_large(&self.call)));
        }
        Ok(chunk)
    }

    fn spoiled(&self, mut fault: CloudFault) -> CloudFault {
        fault.status = Some(self.status.as_u16());
        fault.correlation_id = Some(self.correlation_id.clone());
        fault.effect = Effect::None;
        fault
    }
}
