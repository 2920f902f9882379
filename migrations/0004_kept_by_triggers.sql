-- A row never moves to another organization.
CREATE TRIGGER `task_comments_keeps_org_id` BEFORE UPDATE OF `org_id` ON `task_comments`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `posts_keeps_org_id` BEFORE UPDATE OF `org_id` ON `posts`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `integrations_keeps_org_id` BEFORE UPDATE OF `org_id` ON `integrations`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `activity_keeps_org_id` BEFORE UPDATE OF `org_id` ON `activity`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `activity_seals_keeps_org_id` BEFORE UPDATE OF `org_id` ON `activity_seals`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `idempotency_keys_keeps_org_id` BEFORE UPDATE OF `org_id` ON `idempotency_keys`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `organization_counters_keeps_org_id` BEFORE UPDATE OF `org_id` ON `organization_counters`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `task_days_keeps_org_id` BEFORE UPDATE OF `org_id` ON `task_days`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
-- Whatever an organization has first: from then on its activity can be numbered and its rows counted.
CREATE TRIGGER `organizations_open_counters` AFTER INSERT ON `organizations`
BEGIN
	INSERT INTO `organization_counters` (`org_id`) VALUES (NEW.`org_id`) ON CONFLICT DO NOTHING;
END;
--> statement-breakpoint
CREATE TRIGGER `memberships_open_counters` AFTER INSERT ON `memberships`
BEGIN
	INSERT INTO `organization_counters` (`org_id`) VALUES (NEW.`org_id`) ON CONFLICT DO NOTHING;
END;
--> statement-breakpoint
CREATE TRIGGER `integrations_open_counters` AFTER INSERT ON `integrations`
BEGIN
	INSERT INTO `organization_counters` (`org_id`) VALUES (NEW.`org_id`) ON CONFLICT DO NOTHING;
END;
--> statement-breakpoint
CREATE TRIGGER `tasks_open_counters` AFTER INSERT ON `tasks`
BEGIN
	INSERT INTO `organization_counters` (`org_id`) VALUES (NEW.`org_id`) ON CONFLICT DO NOTHING;
	UPDATE `organization_counters` SET
		`tasks_todo` = `tasks_todo` + (NEW.`status` = 'todo'),
		`tasks_in_progress` = `tasks_in_progress` + (NEW.`status` = 'in_progress'),
		`tasks_done` = `tasks_done` + (NEW.`status` = 'done')
	WHERE `org_id` = NEW.`org_id`;
	INSERT INTO `task_days` (`org_id`, `day`, `added`) VALUES (NEW.`org_id`, date(NEW.`created_at_ms` / 1000, 'unixepoch'), 1)
	ON CONFLICT DO UPDATE SET `added` = `added` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `posts_open_counters` AFTER INSERT ON `posts`
BEGIN
	INSERT INTO `organization_counters` (`org_id`) VALUES (NEW.`org_id`) ON CONFLICT DO NOTHING;
	UPDATE `organization_counters` SET
		`posts_draft` = `posts_draft` + (NEW.`status` = 'draft'),
		`posts_published` = `posts_published` + (NEW.`status` = 'published')
	WHERE `org_id` = NEW.`org_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `tasks_count_completed` AFTER INSERT ON `tasks`
WHEN NEW.`status` = 'done'
BEGIN
	INSERT INTO `task_days` (`org_id`, `day`, `completed`) VALUES (NEW.`org_id`, date(NEW.`updated_at_ms` / 1000, 'unixepoch'), 1)
	ON CONFLICT DO UPDATE SET `completed` = `completed` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tasks_count_status` AFTER UPDATE OF `status` ON `tasks`
WHEN NEW.`status` IS NOT OLD.`status`
BEGIN
	UPDATE `organization_counters` SET
		`tasks_todo` = `tasks_todo` + (NEW.`status` = 'todo') - (OLD.`status` = 'todo'),
		`tasks_in_progress` = `tasks_in_progress` + (NEW.`status` = 'in_progress') - (OLD.`status` = 'in_progress'),
		`tasks_done` = `tasks_done` + (NEW.`status` = 'done') - (OLD.`status` = 'done')
	WHERE `org_id` = NEW.`org_id`;
	INSERT INTO `task_days` (`org_id`, `day`, `completed`)
	SELECT NEW.`org_id`, date(NEW.`updated_at_ms` / 1000, 'unixepoch'), 1 WHERE NEW.`status` = 'done'
	ON CONFLICT DO UPDATE SET `completed` = `completed` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `tasks_count_removed` AFTER DELETE ON `tasks`
BEGIN
	UPDATE `organization_counters` SET
		`tasks_todo` = `tasks_todo` - (OLD.`status` = 'todo'),
		`tasks_in_progress` = `tasks_in_progress` - (OLD.`status` = 'in_progress'),
		`tasks_done` = `tasks_done` - (OLD.`status` = 'done')
	WHERE `org_id` = OLD.`org_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `posts_count_status` AFTER UPDATE OF `status` ON `posts`
WHEN NEW.`status` IS NOT OLD.`status`
BEGIN
	UPDATE `organization_counters` SET
		`posts_draft` = `posts_draft` + (NEW.`status` = 'draft') - (OLD.`status` = 'draft'),
		`posts_published` = `posts_published` + (NEW.`status` = 'published') - (OLD.`status` = 'published')
	WHERE `org_id` = NEW.`org_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `posts_count_removed` AFTER DELETE ON `posts`
BEGIN
	UPDATE `organization_counters` SET
		`posts_draft` = `posts_draft` - (OLD.`status` = 'draft'),
		`posts_published` = `posts_published` - (OLD.`status` = 'published')
	WHERE `org_id` = OLD.`org_id`;
END;
--> statement-breakpoint
-- After the insert, so that a row that is there already (`insert or ignore`) is not judged.
CREATE TRIGGER `activity_is_numbered` AFTER INSERT ON `activity`
BEGIN
	SELECT RAISE(ABORT, 'activity is numbered without gaps')
	WHERE NEW.`seq` IS NOT (SELECT `last_activity_seq` + 1 FROM `organization_counters` WHERE `org_id` = NEW.`org_id`);
	UPDATE `organization_counters` SET `last_activity_seq` = NEW.`seq` WHERE `org_id` = NEW.`org_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `activity_never_changes` BEFORE UPDATE OF `seq`, `actor_id`, `action`, `subject_kind`, `subject_id`, `details`, `at_ms` ON `activity`
BEGIN
	SELECT RAISE(ABORT, 'activity never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `activity_stays` BEFORE DELETE ON `activity`
WHEN EXISTS (SELECT 1 FROM `organizations` WHERE `org_id` = OLD.`org_id` AND `deleted_at_ms` IS NULL)
BEGIN
	SELECT RAISE(ABORT, 'activity stays while its organization lives');
END;
--> statement-breakpoint
CREATE TRIGGER `activity_seals_count` AFTER INSERT ON `activity_seals`
BEGIN
	SELECT RAISE(ABORT, 'activity is sealed in order')
	WHERE NEW.`seq` IS NOT (SELECT `last_sealed_seq` + 1 FROM `organization_counters` WHERE `org_id` = NEW.`org_id`);
	UPDATE `organization_counters` SET `last_sealed_seq` = NEW.`seq` WHERE `org_id` = NEW.`org_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `activity_seals_never_change` BEFORE UPDATE OF `seq`, `hash` ON `activity_seals`
BEGIN
	SELECT RAISE(ABORT, 'a seal never changes');
END;
--> statement-breakpoint
-- What is there already.
INSERT INTO `organization_counters` (`org_id`)
SELECT `org_id` FROM `organizations` UNION SELECT `org_id` FROM `memberships` UNION SELECT `org_id` FROM `tasks`;
--> statement-breakpoint
UPDATE `organization_counters` SET
	`tasks_todo` = (SELECT count(*) FROM `tasks` WHERE `tasks`.`org_id` = `organization_counters`.`org_id` AND `status` = 'todo'),
	`tasks_in_progress` = (SELECT count(*) FROM `tasks` WHERE `tasks`.`org_id` = `organization_counters`.`org_id` AND `status` = 'in_progress'),
	`tasks_done` = (SELECT count(*) FROM `tasks` WHERE `tasks`.`org_id` = `organization_counters`.`org_id` AND `status` = 'done');
--> statement-breakpoint
INSERT INTO `task_days` (`org_id`, `day`, `added`)
SELECT `org_id`, date(`created_at_ms` / 1000, 'unixepoch'), count(*) FROM `tasks` GROUP BY 1, 2;
--> statement-breakpoint
INSERT INTO `task_days` (`org_id`, `day`, `completed`)
SELECT `org_id`, date(`updated_at_ms` / 1000, 'unixepoch'), count(*) FROM `tasks` WHERE `status` = 'done' GROUP BY 1, 2
ON CONFLICT DO UPDATE SET `completed` = excluded.`completed`;
