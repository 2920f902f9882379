-- Words of tasks. A match is narrowed by `facets`: the organization's id less its `org_` (one word to the tokenizer,
-- which folds case), `s` and the status, `a` and the assignee's id less its `user_`, or `anobody`. The tokenizer
-- makes two ids that differ in case alone one word, so a search compares `org_id` as well, exactly.
--
-- A row's number is its task's creation in milliseconds × 2^20 and a count within the millisecond: FTS5 answers
-- in the order of its row numbers, so a search is in order of creation without a sort. `position` is that number as a text: it is more than a JavaScript number can hold.
CREATE VIRTUAL TABLE `task_search` USING fts5(
	`facets`, `title`, `description`, `org_id` UNINDEXED, `task_id` UNINDEXED, `position` UNINDEXED,
	tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
);
--> statement-breakpoint
CREATE TRIGGER `tasks_enter_search` AFTER INSERT ON `tasks`
BEGIN
	INSERT INTO `task_search` (`rowid`, `position`, `facets`, `title`, `description`, `org_id`, `task_id`)
	SELECT
		`place`, CAST(`place` AS TEXT),
		substr(NEW.`org_id`, 5) || ' s' || replace(NEW.`status`, '_', '') || ' a' || coalesce(substr(NEW.`assignee_id`, 6), 'nobody'),
		NEW.`title`, NEW.`description`, NEW.`org_id`, NEW.`id`
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
CREATE TRIGGER `tasks_change_search` AFTER UPDATE OF `title`, `description`, `status`, `assignee_id` ON `tasks`
WHEN (NEW.`title`, NEW.`description`, NEW.`status`, NEW.`assignee_id`) IS NOT (OLD.`title`, OLD.`description`, OLD.`status`, OLD.`assignee_id`)
BEGIN
	UPDATE `task_search` SET
		`facets` = substr(NEW.`org_id`, 5) || ' s' || replace(NEW.`status`, '_', '') || ' a' || coalesce(substr(NEW.`assignee_id`, 6), 'nobody'),
		`title` = NEW.`title`,
		`description` = NEW.`description`
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
-- By these a task is found in its search.
CREATE TRIGGER `tasks_keep_search_key` BEFORE UPDATE OF `id`, `created_at_ms` ON `tasks`
WHEN (NEW.`id`, NEW.`created_at_ms`) IS NOT (OLD.`id`, OLD.`created_at_ms`)
BEGIN
	SELECT RAISE(ABORT, 'a task keeps its id and its creation');
END;
--> statement-breakpoint
-- What is there already.
INSERT INTO `task_search` (`rowid`, `position`, `facets`, `title`, `description`, `org_id`, `task_id`)
SELECT
	`place`, CAST(`place` AS TEXT),
	substr(`org_id`, 5) || ' s' || replace(`status`, '_', '') || ' a' || coalesce(substr(`assignee_id`, 6), 'nobody'),
	`title`, `description`, `org_id`, `id`
FROM (
	SELECT *, `created_at_ms` * 1048576 + row_number() OVER (PARTITION BY `created_at_ms` ORDER BY `org_id`, `id`) - 1 AS `place`
	FROM `tasks`
);
