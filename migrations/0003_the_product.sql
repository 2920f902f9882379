CREATE TABLE `activity` (
	`org_id` text NOT NULL,
	`seq` integer NOT NULL,
	`actor_id` text NOT NULL,
	`action` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`details` text NOT NULL,
	`at_ms` integer NOT NULL,
	PRIMARY KEY(`org_id`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `activity_by_kind` ON `activity` (`org_id`,`subject_kind`,`seq`);--> statement-breakpoint
CREATE INDEX `activity_by_subject` ON `activity` (`org_id`,`subject_kind`,`subject_id`,`seq`);--> statement-breakpoint
CREATE INDEX `activity_by_actor` ON `activity` (`org_id`,`actor_id`,`seq`);--> statement-breakpoint
CREATE TABLE `activity_seals` (
	`org_id` text NOT NULL,
	`seq` integer NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`org_id`, `seq`),
	FOREIGN KEY (`org_id`,`seq`) REFERENCES `activity`(`org_id`,`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`org_id` text NOT NULL,
	`user_id` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`answer` text NOT NULL,
	`expires_at_ms` integer NOT NULL,
	PRIMARY KEY(`org_id`, `user_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_by_expiry` ON `idempotency_keys` (`org_id`,`expires_at_ms`);--> statement-breakpoint
CREATE TABLE `integrations` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`label` text NOT NULL,
	`url` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `organization_counters` (
	`org_id` text PRIMARY KEY NOT NULL,
	`tasks_todo` integer DEFAULT 0 NOT NULL,
	`tasks_in_progress` integer DEFAULT 0 NOT NULL,
	`tasks_done` integer DEFAULT 0 NOT NULL,
	`posts_draft` integer DEFAULT 0 NOT NULL,
	`posts_published` integer DEFAULT 0 NOT NULL,
	`last_activity_seq` integer DEFAULT 0 NOT NULL,
	`last_sealed_seq` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `posts` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`status` text NOT NULL,
	`pinned` integer NOT NULL,
	`author_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`published_at_ms` integer,
	`version` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `posts_by_created` ON `posts` (`org_id`,`status`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `posts_of_author_by_created` ON `posts` (`org_id`,`status`,`author_id`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `posts_by_published` ON `posts` (`org_id`,`status`,`pinned`,`published_at_ms`,`id`);--> statement-breakpoint
CREATE TABLE `task_comments` (
	`org_id` text NOT NULL,
	`id` text NOT NULL,
	`task_id` text NOT NULL,
	`author_id` text NOT NULL,
	`body` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	PRIMARY KEY(`org_id`, `id`),
	FOREIGN KEY (`org_id`,`task_id`) REFERENCES `tasks`(`org_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `task_comments_by_created` ON `task_comments` (`org_id`,`task_id`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE TABLE `task_days` (
	`org_id` text NOT NULL,
	`day` text NOT NULL,
	`added` integer DEFAULT 0 NOT NULL,
	`completed` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`org_id`, `day`)
);
--> statement-breakpoint
ALTER TABLE `tasks` ADD `due_key` text GENERATED ALWAYS AS (coalesce("due_on", '9999-12-31')) VIRTUAL;--> statement-breakpoint
ALTER TABLE `tasks` ADD `title_key` text GENERATED ALWAYS AS (lower("title")) VIRTUAL;--> statement-breakpoint
CREATE INDEX `tasks_by_due` ON `tasks` (`org_id`,`due_key`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_by_title` ON `tasks` (`org_id`,`title_key`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_status_by_created` ON `tasks` (`org_id`,`status`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_status_by_due` ON `tasks` (`org_id`,`status`,`due_key`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_status_by_title` ON `tasks` (`org_id`,`status`,`title_key`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_assignee_by_created` ON `tasks` (`org_id`,`assignee_id`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_assignee_by_due` ON `tasks` (`org_id`,`assignee_id`,`due_key`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_assignee_by_title` ON `tasks` (`org_id`,`assignee_id`,`title_key`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_both_by_created` ON `tasks` (`org_id`,`assignee_id`,`status`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_both_by_due` ON `tasks` (`org_id`,`assignee_id`,`status`,`due_key`,`id`);--> statement-breakpoint
CREATE INDEX `tasks_of_both_by_title` ON `tasks` (`org_id`,`assignee_id`,`status`,`title_key`,`id`);