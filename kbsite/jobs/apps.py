from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kbsite.jobs"
    label = "jobs"

    def ready(self) -> None:
        from kbsite.jobs.standing import register_standing_jobs

        register_standing_jobs()
