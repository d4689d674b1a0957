//! How values compare: as which SQL type, and which function extracts them from `data`. Each column type has one of
//! these kinds.

/// How values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// By the database's default collation.
    Text,
    /// Text without case.
    Folded,
    /// Binary floating point. Its comparison is leakproof and its values have 8 bytes, so its index is the fastest.
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
    /// Sets of texts, which have no order.
    Set,
    /// Any JSON. Paths reach into it, and the JSON type of the operand says how a part compares.
    Json,
}

impl Kind {
    /// The SQL type.
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

    /// The function in schema `dt` that extracts a value of this kind: `dt.get_text(data, 'key')`. It never raises an
    /// error. The function for a path has the suffix `_at`.
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

    /// Whether values have an order, for `<`, `between` and sorting.
    pub fn is_ordered(self) -> bool {
        !matches!(self, Kind::Set | Kind::Json)
    }

    /// Whether values are texts. A text may be empty and yet there.
    pub fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Folded)
    }

    /// The name of a value in messages: `a number`.
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
