//! Where a span stands: in which trace, and below which span.

/// As W3C's Trace Context writes it, and OTLP too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) trace: u128,
    pub(crate) span: u64,
    /// Whether it is told of.
    pub(crate) sampled: bool,
}

impl Place {
    /// The beginning of a trace, of which so large a part is told.
    pub(crate) fn root(sample: f64) -> Self {
        // Neither may be zero.
        let trace = rand::random::<u128>().max(1);
        Self {
            trace,
            span: new_span(),
            sampled: is_sampled(trace, sample),
        }
    }

    /// Another span of the same trace.
    pub(crate) fn below(self) -> Self {
        Self {
            span: new_span(),
            ..self
        }
    }

    /// What a caller sent as `traceparent`; nothing where it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let (version, trace, span, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        // Later versions may say more behind the flags; this one may not.
        let fits =
            hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
        if !fits || !hex(trace, 32) || !hex(span, 16) || !hex(flags, 2) {
            return None;
        }
        let place = Self {
            trace: u128::from_str_radix(trace, 16).ok()?,
            span: u64::from_str_radix(span, 16).ok()?,
            sampled: u8::from_str_radix(flags, 16).ok()? & 1 == 1,
        };
        (place.trace != 0 && place.span != 0).then_some(place)
    }
}

fn new_span() -> u64 {
    rand::random::<u64>().max(1)
}

/// Decided by the trace's id alone, so that every node decides alike.
fn is_sampled(trace: u128, sample: f64) -> bool {
    // The lowest 32 bits: no larger number is needed, and each of them is exact.
    let share = u32::try_from(trace & u128::from(u32::MAX)).map_or(0.0, f64::from);
    share < sample * (f64::from(u32::MAX) + 1.0)
}

fn hex(text: &str, length: usize) -> bool {
    let fits = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
    text.len() == length && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_place_is_read_to_the_letter() {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let place = Place::parse(text).expect("it is well formed");
        assert_eq!(place.trace, 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736);
        assert_eq!((place.span, place.sampled), (0x00f0_67aa_0ba9_02b7, true));
        assert!(
            !Place::parse(&text.replace("-01", "-00"))
                .expect("well formed")
                .sampled
        );
        assert!(Place::parse(&text.replace("00-4", "01-4").replace("-01", "-01-more")).is_some());
        for odd in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        ] {
            assert_eq!(Place::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_part_that_is_told_is_as_large_as_was_asked() {
        assert!(Place::root(1.0).sampled);
        assert!(!Place::root(0.0).sampled);
        let told = (0..1_000).filter(|_| Place::root(0.25).sampled).count();
        assert!((150..350).contains(&told), "{told}");
        let root = Place::root(1.0);
        let below = root.below();
        assert_eq!((below.trace, below.sampled), (root.trace, true));
        assert_ne!(below.span, root.span);
    }
}
