"""The words of question and answer marks in other languages than English, by the English word they stand for.

Only words that head a question or an answer: "Antworten" and "Réponses" are also buttons and counts of forums.
"""

from typing import Final

MARKS: Final[dict[str, str]] = {
    word.lower(): english
    for english, words in {
        "question": "Frage Pregunta Pergunta Domanda Вопрос 问 問 質問 提问",
        "answer": "Antwort Réponse Respuesta Resposta Risposta Ответ 答 答案 答え 回答",
        "exercise": "Aufgabe Übung Exercice Ejercicio Exercício Esercizio Упражнение 练习 練習 习题",
        "problem": "Problème Problema Задача 问题 問題",
        "example": "Beispiel Exemple Ejemplo Exemplo Esempio Пример 例 例题 例題",
        "solution": "Lösung Corrigé Solución Solução Soluzione Решение 解 解答 解析 解説",
    }.items()
    for word in words.split()
}
"""Of a mark in lower case."""

EXERCISES: Final = """
    Aufgaben Übungen Übungsaufgaben Exercices Ejercicios Exercícios Esercizi Задачи Упражнения
    练习 练习题 习题 課題 練習問題
    """.split()
"""Headings of exercises that have nothing but numbers."""

SOLUTIONS: Final = """
    Lösungen Musterlösungen Corrigés Corrigé Soluciones Soluções Soluzioni Решения Ответы
    答案 参考答案 解答 参考解答 略解
    """.split()
"""Headings of the answers to what stands above."""
