-- Who is away from bed is on the boards: the columns a screen needs of it.
alter publication wardroom add table
  absence (absence_id, encounter_id, kind, place, began_at, expected_at, ended_at, cancelled_at);
