-- Thousands of readings a second: what each of them does not need is not done for each.

-- The device of a reading is there: its boot was written first, and device_boot names its device.
alter table reading drop constraint reading_device_id_fkey;

-- Which start of a device is the newest is asked for every reading.
create index device_boot_newest on device_boot (device_id, nth desc);
