"""Who should fix what, who pays whom, and what liability does; costs are as reported."""

__all__: list[str] = []
