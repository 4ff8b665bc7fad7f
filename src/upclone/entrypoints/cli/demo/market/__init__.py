"""A market that looks alive: forty people who are made up, two hundred jobs, sixty contracts, seven months.

`people.toml`, `jobs.txt` and `words.toml` say who asks for what, in which words; `cast` reads them. `plan` decides,
from the same chance each time, what becomes of each job, and `scripts` what comes of each contract. `people`, `hiring`,
`working`, `weeks`, `lives` and `office` tell it as steps: each is one transaction of the application's own use
cases, at a time.
`filling` plays them in order, and knows which were played before. `drawing` makes the pictures.
"""
