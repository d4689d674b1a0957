//! What an aggregate query takes out of each record.

use dyntables_ask::aggregate::Taken;
use dyntables_ask::field::Field;
use dyntables_ask::function::Reading;
use dyntables_values::kind::Kind;

/// What is taken out of a record for a reading of a field.
pub(super) fn taken(field: Field, reading: Reading) -> Taken {
    let field = with_all_digits(field);
    match (reading, field) {
        (Reading::Compared, field) => Taken::Field(field),
        (Reading::Stored, Field::Column { key, .. }) => Taken::Stored(key),
        (Reading::Stored, Field::Part { key, part, .. }) => {
            Taken::Field(Field::Path { steps: vec![key.to_string(), part.to_owned()], kind: Kind::Json })
        }
        (Reading::Stored, Field::System(system)) => Taken::Shown(system),
        (Reading::Identity, Field::Column { key, kind: Kind::Set, .. }) => Taken::Sorted(key),
        // What compares by less than the whole value is the same only if all of it is.
        (Reading::Identity, Field::Column { key, kind, extractor, .. }) if extractor != kind.extractor() => {
            Taken::Stored(key)
        }
        (Reading::Identity | Reading::Stored, field) => Taken::Field(field),
    }
}

/// The field with the digits given, not rounded to a double.
fn with_all_digits(field: Field) -> Field {
    let numeric = Kind::Numeric;
    match field {
        Field::Column { key, kind: Kind::Float8, extractor, unique }
            if extractor == Kind::Float8.extractor() =>
        {
            Field::Column { key, kind: numeric, extractor: numeric.extractor(), unique }
        }
        Field::Part { key, part, kind: Kind::Float8 } => Field::Part { key, part, kind: numeric },
        field => field,
    }
}
