CREATE TABLE `deleted_organizations` (
	`id` text PRIMARY KEY NOT NULL,
	`deleted_at_ms` integer NOT NULL,
	`erased_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `ended_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`ended_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `ended_sessions_by_end` ON `ended_sessions` (`ended_at_ms`);
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`received_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_receipt` ON `webhook_deliveries` (`received_at_ms`);
--> statement-breakpoint
-- A deleted organization gets no row any more, however late it comes: one trigger for each table that has an org_id.
CREATE TRIGGER `organizations_stays_erased` BEFORE INSERT ON `organizations`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `memberships_stays_erased` BEFORE INSERT ON `memberships`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `tasks_stays_erased` BEFORE INSERT ON `tasks`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `task_comments_stays_erased` BEFORE INSERT ON `task_comments`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `posts_stays_erased` BEFORE INSERT ON `posts`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `integrations_stays_erased` BEFORE INSERT ON `integrations`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `activity_stays_erased` BEFORE INSERT ON `activity`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `activity_seals_stays_erased` BEFORE INSERT ON `activity_seals`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `idempotency_keys_stays_erased` BEFORE INSERT ON `idempotency_keys`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `organization_counters_stays_erased` BEFORE INSERT ON `organization_counters`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `task_days_stays_erased` BEFORE INSERT ON `task_days`
WHEN EXISTS (SELECT 1 FROM `deleted_organizations` WHERE `id` = NEW.`org_id`)
BEGIN
	SELECT RAISE(ABORT, 'the organization is deleted');
END;
--> statement-breakpoint
-- Who is deleted is a member nowhere, whichever of the two was heard of first.
CREATE TRIGGER `people_leave_when_added` AFTER INSERT ON `people`
WHEN NEW.`deleted_at_ms` IS NOT NULL
BEGIN
	UPDATE `memberships` SET `deleted_at_ms` = NEW.`deleted_at_ms`
	WHERE `user_id` = NEW.`id` AND `deleted_at_ms` IS NULL;
END;
--> statement-breakpoint
CREATE TRIGGER `people_leave` AFTER UPDATE OF `deleted_at_ms` ON `people`
WHEN NEW.`deleted_at_ms` IS NOT NULL
BEGIN
	UPDATE `memberships` SET `deleted_at_ms` = NEW.`deleted_at_ms`
	WHERE `user_id` = NEW.`id` AND `deleted_at_ms` IS NULL;
END;
--> statement-breakpoint
CREATE TRIGGER `memberships_of_nobody_when_added` AFTER INSERT ON `memberships`
WHEN NEW.`deleted_at_ms` IS NULL AND EXISTS (SELECT 1 FROM `people` WHERE `id` = NEW.`user_id` AND `deleted_at_ms` IS NOT NULL)
BEGIN
	UPDATE `memberships` SET `deleted_at_ms` = (SELECT `deleted_at_ms` FROM `people` WHERE `id` = NEW.`user_id`)
	WHERE `org_id` = NEW.`org_id` AND `user_id` = NEW.`user_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `memberships_of_nobody` AFTER UPDATE OF `deleted_at_ms` ON `memberships`
WHEN NEW.`deleted_at_ms` IS NULL AND EXISTS (SELECT 1 FROM `people` WHERE `id` = NEW.`user_id` AND `deleted_at_ms` IS NOT NULL)
BEGIN
	UPDATE `memberships` SET `deleted_at_ms` = (SELECT `deleted_at_ms` FROM `people` WHERE `id` = NEW.`user_id`)
	WHERE `org_id` = NEW.`org_id` AND `user_id` = NEW.`user_id`;
END;
