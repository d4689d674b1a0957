//! How values compare: the SQL type a column's values are compared as, and the function that
//! extracts them from `data`. Column types map onto these few kinds.

/// A way of comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// By the database's default collation.
    Text,
    /// Text, ignoring case: compared in lower case.
    Folded,
    /// Binary floating point: leakproof and 8 bytes wide, so the fastest index.
    Float8,
    /// 64-bit integers.
    Int8,
    /// Exact decimals.
    Numeric,
    /// False before true.
    Bool,
    /// Calendar days.
    Date,
    /// Instants.
    Timestamptz,
    /// Times of day.
    Time,
    /// IP addresses and networks.
    Inet,
    /// As bytes.
    Uuid,
    /// A set of texts; has no order.
    Set,
    /// Any JSON, reached by paths; compared by the JSON type of the operand.
    Json,
}

impl Kind {
    /// The SQL type, as it stands after a cast or in an array's element.
    #[must_use]
    pub fn sql_type(self) -> &'static str {
        match self {
            Kind::Text | Kind::Folded => "text",
            Kind::Float8 => "float8",
            Kind::Int8 => "int8",
            Kind::Numeric => "numeric",
            Kind::Bool => "bool",
            Kind::Date => "date",
            Kind::Timestamptz => "timestamptz",
            Kind::Time => "time",
            Kind::Inet => "inet",
            Kind::Uuid => "uuid",
            Kind::Set => "text[]",
            Kind::Json => "jsonb",
        }
    }

    /// The function in schema `dt` that extracts a value of this kind, and never raises:
    /// `dt.get_text(data, 'key')`; with a path it has the suffix `_at`.
    #[must_use]
    pub fn extractor(self) -> &'static str {
        match self {
            Kind::Text => "get_text",
            Kind::Folded => "get_folded",
            Kind::Float8 => "get_float8",
            Kind::Int8 => "get_int8",
            Kind::Numeric => "get_numeric",
            Kind::Bool => "get_bool",
            Kind::Date => "get_date",
            Kind::Timestamptz => "get_timestamptz",
            Kind::Time => "get_time",
            Kind::Inet => "get_inet",
            Kind::Uuid => "get_uuid",
            Kind::Set => "get_text_array",
            Kind::Json => "get_jsonb",
        }
    }

    /// Whether `<`, `between` and sorting mean something.
    #[must_use]
    pub fn is_ordered(self) -> bool {
        !matches!(self, Kind::Set | Kind::Json)
    }

    /// Whether its values are texts, which may be empty without being absent.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Folded)
    }

    /// What its values are called in messages: `a number`.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Kind::Text | Kind::Folded => "a text",
            Kind::Float8 | Kind::Numeric => "a number",
            Kind::Int8 => "a whole number",
            Kind::Bool => "true or false",
            Kind::Date => "a date (\"2026-01-28\")",
            Kind::Timestamptz => "an instant (\"2026-01-28T14:30:00Z\")",
            Kind::Time => "a time of day (\"14:30:00\")",
            Kind::Inet => "an IP address",
            Kind::Uuid => "a UUID",
            Kind::Set => "a list of texts",
            Kind::Json => "a JSON value",
        }
    }
}
