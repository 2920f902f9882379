CREATE INDEX `tasks_open_by_due` ON `tasks` (`org_id`,`due_key`,`id`) WHERE "status" <> 'done';
--> statement-breakpoint
-- The search of 0005_task_search.sql with all that a list shows of a task, so that a search reads one row for each
-- that it finds. FTS5 takes no further columns, so the table is made anew; every change of what is shown reaches it.
DROP TRIGGER `tasks_enter_search`;
--> statement-breakpoint
DROP TRIGGER `tasks_change_search`;
--> statement-breakpoint
DROP TRIGGER `tasks_leave_search`;
--> statement-breakpoint
DROP TABLE `task_search`;
--> statement-breakpoint
CREATE VIRTUAL TABLE `task_search` USING fts5(
	`facets`, `title`, `description`, `org_id` UNINDEXED, `task_id` UNINDEXED, `position` UNINDEXED,
	`status` UNINDEXED, `assignee_id` UNINDEXED, `due_on` UNINDEXED, `created_by` UNINDEXED,
	`created_at_ms` UNINDEXED, `version` UNINDEXED,
	tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
);
--> statement-breakpoint
CREATE TRIGGER `tasks_enter_search` AFTER INSERT ON `tasks`
BEGIN
	INSERT INTO `task_search` (`rowid`, `position`, `facets`, `title`, `description`, `org_id`, `task_id`, `status`, `assignee_id`, `due_on`, `created_by`, `created_at_ms`, `version`)
	SELECT
		`place`, CAST(`place` AS TEXT),
		substr(NEW.`org_id`, 5) || ' s' || replace(NEW.`status`, '_', '') || ' a' || coalesce(substr(NEW.`assignee_id`, 6), 'nobody'),
		NEW.`title`, NEW.`description`, NEW.`org_id`, NEW.`id`, NEW.`status`, NEW.`assignee_id`, NEW.`due_on`, NEW.`created_by`, NEW.`created_at_ms`, NEW.`version`
	FROM (
		SELECT coalesce(
			(
				SELECT `rowid` FROM `task_search`
				WHERE `rowid` BETWEEN NEW.`created_at_ms` * 1048576 AND NEW.`created_at_ms` * 1048576 + 1048575
				ORDER BY `rowid` DESC LIMIT 1
			) + 1,
			NEW.`created_at_ms` * 1048576
		) AS `place`
	);
END;
--> statement-breakpoint
CREATE TRIGGER `tasks_change_search` AFTER UPDATE ON `tasks`
BEGIN
	UPDATE `task_search` SET
		`facets` = substr(NEW.`org_id`, 5) || ' s' || replace(NEW.`status`, '_', '') || ' a' || coalesce(substr(NEW.`assignee_id`, 6), 'nobody'),
		`title` = NEW.`title`,
		`description` = NEW.`description`,
		`status` = NEW.`status`,
		`assignee_id` = NEW.`assignee_id`,
		`due_on` = NEW.`due_on`,
		`version` = NEW.`version`
	WHERE `rowid` BETWEEN OLD.`created_at_ms` * 1048576 AND OLD.`created_at_ms` * 1048576 + 1048575
		AND `org_id` = OLD.`org_id` AND `task_id` = OLD.`id`;
END;
--> statement-breakpoint
CREATE TRIGGER `tasks_leave_search` AFTER DELETE ON `tasks`
BEGIN
	DELETE FROM `task_search`
	WHERE `rowid` BETWEEN OLD.`created_at_ms` * 1048576 AND OLD.`created_at_ms` * 1048576 + 1048575
		AND `org_id` = OLD.`org_id` AND `task_id` = OLD.`id`;
END;
--> statement-breakpoint
-- What is there already.
INSERT INTO `task_search` (`rowid`, `position`, `facets`, `title`, `description`, `org_id`, `task_id`, `status`, `assignee_id`, `due_on`, `created_by`, `created_at_ms`, `version`)
SELECT
	`place`, CAST(`place` AS TEXT),
	substr(`org_id`, 5) || ' s' || replace(`status`, '_', '') || ' a' || coalesce(substr(`assignee_id`, 6), 'nobody'),
	`title`, `description`, `org_id`, `id`, `status`, `assignee_id`, `due_on`, `created_by`, `created_at_ms`, `version`
FROM (
	SELECT *, `created_at_ms` * 1048576 + row_number() OVER (PARTITION BY `created_at_ms` ORDER BY `org_id`, `id`) - 1 AS `place`
	FROM `tasks`
);
