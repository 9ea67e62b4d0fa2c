"""What spark-submit starts; a console script has no `.py` and would be taken for a jar.

spark-submit [confs] deploy/submit.py run all --conf my.yaml
"""

from jobs.cli import main

main()
