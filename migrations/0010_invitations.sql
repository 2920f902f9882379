CREATE TABLE `invitation_calls` (
	`kind` text NOT NULL,
	`minute` integer NOT NULL,
	`calls` integer NOT NULL,
	PRIMARY KEY(`kind`, `minute`)
);
--> statement-breakpoint
CREATE TABLE `invitation_gauges` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `invitation_queues` (
	`org_id` text PRIMARY KEY NOT NULL,
	`unsent` integer DEFAULT 0 NOT NULL,
	`refused` integer DEFAULT 0 NOT NULL,
	`queued` integer DEFAULT 0 NOT NULL,
	`turn` integer DEFAULT 0 NOT NULL,
	`share_since_ms` integer DEFAULT 0 NOT NULL,
	`share_calls` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `invitation_queues_unsent` ON `invitation_queues` (`org_id`,`turn`) WHERE "unsent" > 0;--> statement-breakpoint
CREATE TABLE `invitations` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`line` integer,
	`invited_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`attempted_at_ms` integer,
	`doubts` integer DEFAULT 0 NOT NULL,
	`alone` integer DEFAULT 0 NOT NULL,
	`clerk_id` text,
	`expires_at_ms` integer,
	PRIMARY KEY(`org_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `invitations_by_status` ON `invitations` (`org_id`,`status`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_unsent_once` ON `invitations` (`org_id`,`email`) WHERE "status" in ('waiting', 'sending');--> statement-breakpoint
-- A row never moves to another organization.
CREATE TRIGGER `invitations_keeps_org_id` BEFORE UPDATE OF `org_id` ON `invitations`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `invitation_queues_keeps_org_id` BEFORE UPDATE OF `org_id` ON `invitation_queues`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
-- How many of an organization's invitations are unsent and refused; whoever has nothing to send begins to count anew.
CREATE TRIGGER `invitations_count_added` AFTER INSERT ON `invitations`
BEGIN
	INSERT INTO `organization_counters` (`org_id`) VALUES (NEW.`org_id`) ON CONFLICT DO NOTHING;
	INSERT INTO `invitation_queues` (`org_id`) VALUES (NEW.`org_id`) ON CONFLICT DO NOTHING;
	UPDATE `invitation_queues` SET
		`queued` = CASE WHEN NEW.`status` NOT IN ('waiting', 'sending') THEN `queued` WHEN `unsent` = 0 THEN 1 ELSE `queued` + 1 END,
		`unsent` = `unsent` + (NEW.`status` IN ('waiting', 'sending')),
		`refused` = `refused` + (NEW.`status` = 'refused')
	WHERE `org_id` = NEW.`org_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `invitations_count_changed` AFTER UPDATE OF `status` ON `invitations`
WHEN NEW.`status` IS NOT OLD.`status`
BEGIN
	UPDATE `invitation_queues` SET
		`queued` = CASE
			WHEN OLD.`status` IN ('waiting', 'sending') OR NEW.`status` NOT IN ('waiting', 'sending') THEN `queued`
			WHEN `unsent` = 0 THEN 1
			ELSE `queued` + 1
		END,
		`unsent` = `unsent` + (NEW.`status` IN ('waiting', 'sending')) - (OLD.`status` IN ('waiting', 'sending')),
		`refused` = `refused` + (NEW.`status` = 'refused') - (OLD.`status` = 'refused')
	WHERE `org_id` = NEW.`org_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `invitations_count_removed` AFTER DELETE ON `invitations`
BEGIN
	UPDATE `invitation_queues` SET
		`queued` = `queued` - (OLD.`status` IN ('waiting', 'sending')),
		`unsent` = `unsent` - (OLD.`status` IN ('waiting', 'sending')),
		`refused` = `refused` - (OLD.`status` = 'refused')
	WHERE `org_id` = OLD.`org_id`;
END;
--> statement-breakpoint
-- The same over all organizations: by it an organization is told how long it will wait, and no other is read.
CREATE TRIGGER `invitation_queues_gauge_added` AFTER INSERT ON `invitation_queues`
BEGIN
	INSERT INTO `invitation_gauges` (`name`, `value`) VALUES ('organizations', NEW.`unsent` > 0), ('unsent', NEW.`unsent`)
	ON CONFLICT DO UPDATE SET `value` = `value` + excluded.`value`;
END;
--> statement-breakpoint
CREATE TRIGGER `invitation_queues_gauge_changed` AFTER UPDATE OF `unsent` ON `invitation_queues`
WHEN NEW.`unsent` IS NOT OLD.`unsent`
BEGIN
	UPDATE `invitation_gauges` SET `value` = `value` + (NEW.`unsent` > 0) - (OLD.`unsent` > 0) WHERE `name` = 'organizations';
	UPDATE `invitation_gauges` SET `value` = `value` + NEW.`unsent` - OLD.`unsent` WHERE `name` = 'unsent';
END;
--> statement-breakpoint
CREATE TRIGGER `invitation_queues_gauge_removed` AFTER DELETE ON `invitation_queues`
BEGIN
	UPDATE `invitation_gauges` SET `value` = `value` - (OLD.`unsent` > 0) WHERE `name` = 'organizations';
	UPDATE `invitation_gauges` SET `value` = `value` - OLD.`unsent` WHERE `name` = 'unsent';
END;
--> statement-breakpoint
CREATE TRIGGER `invitations_stays_erased` BEFORE INSERT ON `invitations`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `invitation_queues_stays_erased` BEFORE INSERT ON `invitation_queues`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
